"""Defines the developers' commands. Each imports its modules when it runs, to keep help quick."""

import typer

from devtools.commands.bench import bench
from devtools.commands.conformance import conformance
from devtools.commands.demo import demo
from devtools.commands.rules import rules

app = typer.Typer(
    name="scrbrd",
    help="Develop SCRBRD: the demo, the bench, the engines and the security rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(demo)
app.command()(bench)
app.command()(conformance)
app.add_typer(rules, name="rules")
