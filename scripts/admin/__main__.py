"""Runs the command line: `python -m admin`."""

from admin.app import app

app(prog_name="scrbrd")
