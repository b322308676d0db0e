"""Defines `scrbrd simulate`: scores a match with imperfect scorers and measures the consensus."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from admin.options import REFUSED, echo, exit_codes

if TYPE_CHECKING:
    from admin.simulation.outcome import Outcome
    from admin.simulation.play import InningsPlay
    from admin.simulation.run import Simulation


class Tier(StrEnum):
    """The number of books that must agree."""

    DUAL = "DUAL"
    TRIPLE = "TRIPLE"


class SkillName(StrEnum):
    """The error rates of the scorers."""

    SKILLED = "skilled"
    CLUB = "club"
    FLAWLESS = "flawless"


def simulate(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="A log of ours or Cricsheet JSON.", show_default=False),
    ],
    tier: Annotated[Tier, typer.Option(help="Two scorers who must agree, or two of three.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same match.")] = 1,
    skill: Annotated[
        SkillName,
        typer.Option(
            help="Slips of each scorer in 250 balls, skilled: 1.5 wrong values, 0.5 balls missed,"
            " 0.3 doubled, 0.8 batters swapped; club: three times that; flawless: none."
        ),
    ] = SkillName.CLUB,
    emulators: Annotated[
        bool,
        typer.Option(
            "--emulators",
            help="Through the rules and the functions of the running emulators that"
            " FIRESTORE_EMULATOR_HOST and FIREBASE_AUTH_EMULATOR_HOST name (scripts/demo --keep).",
        ),
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Only the counts, as one line of JSON.")
    ] = False,
) -> None:
    """Score a match with several imperfect scorers and measure the consensus of their books.

    The scorers err, lag (3 s in the median), lose reception (in 30 % of innings, for 5 to 20
    minutes) and answer disputes after 10 s plus 25 s on average. A referee who saw the match rules
    the disputes that they do not settle. One wrong value in five changes only a detail, not the
    score. Scorers notice their own slips only in a dispute; 3 % concede although they are right.

    The last line is JSON. balls: the deliveries of the match. automatic: those that entered the
    log in their turn, without a dispute that held the log back at their place. disputes: those
    that held the log back. undetected: errors in the final log that a quorum of books made alike.
    missed: balls that a scorer did not record. cascades: missed balls that caused more than one
    dispute of any kind. details: disputes that did not hold the log back. rulings: disputes that
    had to be ruled. agrees: apart from undetected errors the log is what happened, and nothing is
    disputed any more; exits 1 if not.
    """
    with exit_codes():
        import json

        from admin.logfile import load_match
        from admin.simulation.run import Simulation
        from admin.simulation.slips import SKILLS
        from scrbrd.domain.vocabulary import ValidationTier

        log = load_match(file)
        simulation = Simulation(log, ValidationTier(tier), SKILLS[skill], seed)
        if emulators:
            outcome, plays = on_emulators(simulation)
        else:
            outcome, plays = simulation.play()
        if not as_json:
            for play in plays:
                echo(play.summary())
            for each in outcome.unexplained:
                echo(f"DISAGREES: {each}")
        echo(json.dumps(outcome.as_json()))
    if not outcome.agrees:
        raise typer.Exit(REFUSED)


def on_emulators(simulation: Simulation) -> tuple[Outcome, list[InningsPlay]]:
    """Play a match with a new id on the emulators that the environment names."""
    import os
    import uuid
    from contextlib import closing
    from dataclasses import replace

    from admin import connection
    from admin.simulation.on_emulators import prepare_match
    from admin.transfer.interrupts import exit_on_interrupt
    from admin.variables import AUTH_HOST, FIRESTORE_HOST

    match_id = f"simulated-{uuid.uuid4().hex[:8]}"
    leftover = f"match {match_id} stays on the emulators as far as it came"
    with exit_on_interrupt(lambda: leftover), connection.on_emulators("--emulators") as emulators:
        hosts = os.environ[FIRESTORE_HOST], os.environ[AUTH_HOST]
        emulated_match = prepare_match(
            emulators.firestore, hosts, simulation.log, match_id, str(simulation.tier)
        )
        echo(f"match {match_id}", err=True)
        with closing(emulated_match):
            return replace(simulation, emulated_match=emulated_match).play()
