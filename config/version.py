"""The version of the program: here, and at the top of CHANGELOG.md. Strangers are not told."""

VERSION = "1.5"
