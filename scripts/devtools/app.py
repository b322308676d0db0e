"""Defines the developers' commands. Each imports what it needs when it runs: help is quick."""

import typer

from devtools.commands.bench import bench
from devtools.commands.demo import demo
from devtools.commands.rules import rules

app = typer.Typer(
    name="scrbrd",
    help="Develop SCRBRD: the demo, the bench and the security rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(bench)
app.add_typer(rules, name="rules")
