"""Tests that both folds agree on recorded ends and on figures after rain, rare in random logs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import cast

from devtools.conformance.cases import Case, case_line
from devtools.conformance.engine import compare
from scrbrd.domain.vocabulary import CloseReason, Outcome
from tests.clients import conformance_logs as logs
from tests.domain import test_results as results
from tests.domain import test_two_innings as two_innings
from tests.domain.notation import AWAY, HOME, Book
from tests.domain.rain import test_abandoned_chases as abandoned_chases
from tests.domain.rain import test_limit_given_later as given_later
from tests.domain.rain import test_long_innings as long_innings
from tests.domain.rain.test_announced_pars import announce, short_chase
from tests.domain.test_recorded_ends import (
    DECIDED,
    UNDECIDED_BY_PLAY,
    WINNING_OUTCOMES,
    closed_chase,
    two_innings_match,
)

WINNERS = (None, HOME, "strangers")


def recorded_ends() -> Iterator[tuple[str, Book]]:
    """Yield matches decided by play or undecided, with each end that can be recorded of them."""
    for given in (*DECIDED, *UNDECIDED_BY_PLAY):
        make = cast(Callable[[], Book], given.values[0])
        for outcome in Outcome:
            yield f"{given.id}, {outcome}", make().fact("match_closed", outcome=outcome)
    for winner in WINNERS:
        for outcome in WINNING_OUTCOMES:
            yield f"{outcome} for {winner}", closed_chase(outcome=outcome, winner_team_id=winner)
            book = two_innings_match("4 . . . . .", "4 1")
            yield (
                f"won, {outcome} for {winner}",
                book.fact("match_closed", outcome=outcome, winner_team_id=winner),
            )


def rain_affected_matches() -> Iterator[tuple[str, Book]]:
    """Yield innings of more than 300 balls or limited during play, and a par without a target."""
    for name, limited in given_later.LIMITED_LATER:
        yield f"limited {name}", long_innings.abandoned_chase(limited())
    yield "a chase limited in its course", given_later.chase_limited_later()
    for name, revise in long_innings.REVISIONS:
        started_innings = Book(long_innings.LONG).innings(HOME, long_innings.overs_of_singles(20))
        yield name, long_innings.abandoned_chase(revise(started_innings))
        yield (
            f"{name}, before a ball",
            long_innings.abandoned_chase(revise(Book(long_innings.LONG).innings(HOME))),
        )
    for g50 in (None, 245):
        yield f"G50 {g50}", abandoned_chases.fewer_resources_used(g50=g50)


def chases_after_a_par() -> Iterator[tuple[str, Book]]:
    """Yield chases with an announced par, alone or followed by new overs or a new target."""
    for rest in ("4", "1 . . .", "2 . . ."):
        yield f"a par, then {rest}", short_chase().balls(rest)
        for outcome in ("win", "tie"):
            book = short_chase().balls(rest).fact("match_closed", outcome=outcome)
            yield f"a par, then {rest}, {outcome}", book
        for fields in ({"target": 5}, {"target": 7}, {"overs_limit": 1}):
            book = announce(short_chase(), **fields).balls(rest)
            yield f"a par and {fields}, then {rest}", book
    yield "a par, abandoned", short_chase().close("abandoned")
    yield (
        "a par, then abandoned by the match's end",
        short_chase().fact("match_closed", outcome="win", winner_team_id=HOME),
    )
    book = short_chase().balls("2 . . .").innings(AWAY, "1 . . . . .", super_over=True)
    yield "a par, two super overs", book.innings(HOME, "1 . . . . .", super_over=True)


def chases_level_on_par() -> Iterator[tuple[str, Book]]:
    """Yield chases abandoned level on par without recorded rain, and their super overs."""
    for second in ("2", ". . . . . .", "1 . . . . ."):
        book = abandoned_chases.chase("6 6 6 6 6 6 6 6 3").close("abandoned")
        book.innings(AWAY, "1 . . . . .", super_over=True)
        yield f"level on par, then {second}", book.innings(HOME, second, super_over=True)


def chases_all_out_and_won() -> Iterator[tuple[str, Book]]:
    """Yield chases all out that still reach their target, and chases recorded as reaching it."""
    for token, runs in (("W", 5), ("1Wro", 6)):
        book = results.two_innings_match("4 . . . . .", "W W W")
        book.ball(token, extras={"penalty": 5}, total_runs=runs)
        yield f"{token} with an award", book
    book = results.two_innings_match("6 . . . . .", "3 W W W W")
    yield "a target set late", book.fact("target_revised", target=3)
    for second in ("1 .", "4 .", "4 1"):
        book = results.two_innings_match("4 . . . . .", second).close("target_reached")
        yield f"reached as recorded, {second}", book
        book = results.two_innings_match("4 . . . . .", second).close("target_reached")
        yield (
            f"reached as recorded, {second}, won",
            book.fact("match_closed", outcome="win", winner_team_id=AWAY),
        )


def third_innings_closes() -> Iterator[tuple[str, Book]]:
    """Yield third innings of a side that is behind, with each close that can be recorded."""
    first, second = (HOME, "6 6" + two_innings.ALL_OUT), (AWAY, "1" + two_innings.ALL_OUT)
    for reason in CloseReason:
        yield f"third, {reason}", two_innings.match(first, second, (AWAY, "1")).close(reason)


def test_both_folds_agree_on_ends_and_rain_after_every_action() -> None:
    lines, others = [], (*chases_after_a_par(), *chases_level_on_par(), *chases_all_out_and_won())
    for name, book in (
        *recorded_ends(),
        *rain_affected_matches(),
        *others,
        *third_innings_closes(),
    ):
        log = [logs.document(entry) for entry in book.entries]
        lines.append(case_line(Case(name, book.setup, log), is_whole=True))
    outcome = compare(lines)
    assert (outcome.cases, outcome.differ) == (len(lines), 0), outcome.shown
