"""Runs the developers' command line: `python -m devtools`."""

from devtools.app import app

app(prog_name="scrbrd")
