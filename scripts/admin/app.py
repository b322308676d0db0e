"""Defines the list of commands.

Each command imports what it needs when it runs, so that help is quick.
"""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from admin.commands.backup import backup, restore
from admin.commands.chart import chart
from admin.commands.consensus import consensus, disputes
from admin.commands.corrections import correct, redo, void
from admin.commands.create import create
from admin.commands.cricsheet import exporting, importing
from admin.commands.dls import dls
from admin.commands.feed import feed
from admin.commands.forecast import forecast, meter
from admin.commands.grant import grant
from admin.commands.judge import editions, judge
from admin.commands.ledger import ledger
from admin.commands.maintenance import health, rebuild, reconcile, verify
from admin.commands.migrate import migrate
from admin.commands.preflight import preflight
from admin.commands.replay import replay
from admin.commands.revoke import revoke
from admin.commands.roles import roles
from admin.commands.ruling import rule, tier
from admin.commands.score import score
from admin.commands.scorecard import at, scorecard
from admin.commands.seed import seed
from admin.commands.simulate import simulate
from admin.commands.stats import stats
from admin.repeated_options import refuse_repeated

ROOT = Path(__file__).resolve().parents[2]

app = typer.Typer(
    name="scrbrd",
    help="Score and look after cricket matches.",
    epilog="For developers: scripts/scrbrd demo, bench, conformance and rules.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def show_version(is_requested: bool) -> None:
    """Print the version and exit if the option was given."""
    if is_requested:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        typer.echo(f"scrbrd {project['version']}")
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=show_version, is_eager=True),
    ] = False,
) -> None:
    """Score and look after cricket matches."""


app.command()(score)
app.command()(dls)
app.add_typer(migrate, name="migrate")
app.command()(grant)
app.command()(revoke)
app.command()(roles)
verbs: tuple[Callable[..., None], ...] = (
    *(rebuild, verify, reconcile, health),
    *(scorecard, at, replay, chart),
    *(judge, editions, simulate),
    *(void, redo, correct),
    *(consensus, disputes, rule, tier),
    *(seed, create, backup, restore),
    *(preflight, forecast, meter),
)
for verb in verbs:
    app.command()(verb)
app.add_typer(feed, name="feed")
app.add_typer(ledger, name="ledger")
app.add_typer(stats, name="stats")
app.add_typer(importing, name="import")
app.add_typer(exporting, name="export")
refuse_repeated(app)
