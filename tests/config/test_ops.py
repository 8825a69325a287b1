"""The files of ops/ fit the program and the guide."""

import re

from django.core.management import get_commands

from tests.conftest import ROOT

OPS = ROOT / "ops"
GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def test_every_variable_is_explained_in_the_guide():
    names = re.findall(r"(?m)^(\w+)=", (OPS / "pobratim.env").read_text(encoding="utf-8"))
    assert "DATABASE_URL" in names
    assert [name for name in names if f"| `{name}` |" not in GUIDE] == []


def test_every_unit_runs_a_command_that_exists():
    units = [path.read_text(encoding="utf-8") for path in (OPS / "systemd").glob("*.service")]
    commands = re.findall(r"manage\.py (\w+)", "".join(units))
    assert {"import_worker", "tick", "backup"} == set(commands) <= set(get_commands())


def test_whatever_has_the_database_open_stops_with_the_target():
    units = {path.name: path.read_text(encoding="utf-8") for path in (OPS / "systemd").iterdir()}
    apart = [name for name, text in units.items() if "PartOf=pobratim.target" not in text]
    assert apart == ["pobratim.target"]


def test_the_guide_switches_on_every_unit_that_can_be_switched_on():
    wanted = {path.name for path in (OPS / "systemd").iterdir() if "[Install]" in path.read_text(encoding="utf-8")}
    named = re.search(r"systemctl enable --now (.*)", GUIDE)[1].split()
    assert {name if "." in name else f"{name}.service" for name in named} == wanted
