"""Defines `scrbrd simulate`: imperfect scorers score a match, and the consensus is measured."""

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
    """How many books must agree."""

    DUAL = "DUAL"
    TRIPLE = "TRIPLE"


class SkillName(StrEnum):
    """How often the scorers err."""

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
    """Score a match with several imperfect scorers and measure what consensus makes of their books.

    They err, lag (3 s in the median), lose reception (in 30 % of innings, for 5 to 20 minutes) and
    answer disputes after 10 s and 25 s more on average; what they do not settle is ruled by
    somebody who saw the match. Of wrong values one in five is no score but a detail. Nobody sees a
    slip of their own before a dispute tells of it; 3 % give in though they are right.

    The last line is JSON. balls: the deliveries of the match. automatic: those that entered the
    log in their turn and without a dispute that held the log back at their place. disputes: those
    that held the log back. undetected: what is wrong in the log in the end because as many books
    as must agree say so alike. missed: balls that a scorer passed over. cascades: those of them
    that made more than one dispute, of any kind. details: disputes that held nothing back.
    rulings: disputes that had to be ruled. agrees: the log is what happened, but for what is
    undetected, and nothing is disputed any more; exits 1 if not.
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
    """Play a match of a new id on the emulators that the environment names."""
    import os
    import uuid
    from contextlib import closing
    from dataclasses import replace

    from admin import connection
    from admin.simulation.emulated import prepared
    from admin.transfer.interrupts import interruptible
    from admin.variables import AUTH_HOST, FIRESTORE_HOST

    match_id = f"simulated-{uuid.uuid4().hex[:8]}"
    left = f"match {match_id} stays on the emulators as far as it came"
    with interruptible(lambda: left), connection.on_emulators("--emulators") as there:
        hosts = os.environ[FIRESTORE_HOST], os.environ[AUTH_HOST]
        ground = prepared(there.firestore, hosts, simulation.log, match_id, str(simulation.tier))
        echo(f"match {match_id}", err=True)
        with closing(ground):
            return replace(simulation, ground=ground).play()
