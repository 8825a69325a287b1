"""Runs lines of Python in a process of their own: what they give up there, no test can give back."""

import json
import subprocess
import sys

from tests.conftest import ROOT


def answer_of(code, *, expects=0, **options):
    """What the lines have put into `answer`, as JSON tells it; None where `expects` is another exit status than 0."""
    words = f"import json, os, sys; sys.path.insert(0, sys.argv[1])\n{code}\nos.write(1, json.dumps(answer).encode())"
    process = subprocess.run([sys.executable, "-I", "-c", words, str(ROOT)], capture_output=True, **options)
    assert process.returncode == expects, process.stderr.decode()
    return None if expects else json.loads(process.stdout)


# Function of the lines: the name of an error, or "" where none is raised.
REFUSAL = """
def refusal(act):
    try:
        act()
    except Exception as error:
        return type(error).__name__
    return ""
"""
