"""Runs the command line: `python -m scrbrd_admin`."""

from scrbrd_admin.app import app

app(prog_name="scrbrd")
