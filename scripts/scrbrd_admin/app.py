"""Owns the list of commands. Each imports what it needs when it runs, so that help is quick."""

from collections.abc import Callable

import typer

from scrbrd_admin.commands.backup import backup, restore
from scrbrd_admin.commands.bench import bench
from scrbrd_admin.commands.chart import chart
from scrbrd_admin.commands.cricsheet import exporting, importing
from scrbrd_admin.commands.demo import demo
from scrbrd_admin.commands.grant import grant
from scrbrd_admin.commands.mend import correct, redo, void
from scrbrd_admin.commands.migrate import migrate
from scrbrd_admin.commands.replay import replay
from scrbrd_admin.commands.revoke import revoke
from scrbrd_admin.commands.roles import roles
from scrbrd_admin.commands.rules import rules
from scrbrd_admin.commands.score import score
from scrbrd_admin.commands.scorecard import at, scorecard
from scrbrd_admin.commands.seed import seed
from scrbrd_admin.commands.stats import stats
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
app.command()(bench)
app.command()(score)
app.add_typer(rules, name="rules")
app.add_typer(migrate, name="migrate")
app.command()(grant)
app.command()(revoke)
app.command()(roles)
verbs: tuple[Callable[..., None], ...] = (
    *(rebuild, verify, reconcile, health),
    *(scorecard, at, replay, chart),
    *(void, redo, correct),
    *(seed, backup, restore),
)
for verb in verbs:
    app.command()(verb)
app.add_typer(stats, name="stats")
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")
