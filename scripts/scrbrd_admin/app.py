"""Owns the list of commands. Each imports what it needs when it runs, so that help is quick."""

import typer

from scrbrd_admin.commands.demo import demo
from scrbrd_admin.commands.grant import grant
from scrbrd_admin.commands.revoke import revoke
from scrbrd_admin.commands.roles import roles
from scrbrd_admin.commands.rules import rules
from scrbrd_admin.commands.score import score
from scrbrd_admin.commands.upkeep import health, rebuild, reconcile, verify

app = typer.Typer(
    name="scrbrd",
    help="Score and look after cricket matches.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def main() -> None:
    """Score and look after cricket matches."""


app.command()(demo)
app.command()(score)
app.add_typer(rules, name="rules")
app.command()(grant)
app.command()(revoke)
app.command()(roles)
for verb in (rebuild, verify, reconcile, health):
    app.command()(verb)
