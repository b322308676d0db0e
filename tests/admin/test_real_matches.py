"""Every real match, line by line, against the file's own statements and an independent recount.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from admin.cricsheet.importer import import_and_fold, import_match
from admin.matchlog import FoldedLog, differences_from_stated
from admin.scoring import ScoredMatch
from scrbrd.domain.problems import Severity
from scrbrd.projections.live.documents import InningsProjection
from tests.admin.committed import scored_once
from tests.oracle.recount import recount
from tests.oracle.shapes import RecountedInnings, RecountedMatch

EXCEPTIONS: dict[str, str] = {}
"""Matches that need not agree with their file, by id, each with its reason. None does so far."""


def pairs(path: Path) -> Iterator[tuple[InningsProjection, RecountedInnings]]:
    """Each innings as we have it beside the recount's, super overs last."""
    scored, recounted = both(path)
    assert len(scored.innings) == len(recounted.innings)
    assert len(scored.super_overs) == len(recounted.super_overs)
    yield from zip(scored.innings, recounted.innings, strict=True)
    yield from zip(scored.super_overs, recounted.super_overs, strict=True)


@cache
def both(path: Path) -> tuple[ScoredMatch, RecountedMatch]:
    """A match scored and recounted."""
    return scored_once(path), recount(json.loads(path.read_text(encoding="utf-8")))


def unmarked(text: str) -> str:
    """A dismissal without the keeper's mark, which not every file lets us know."""
    return text.replace("†", "")


def test_the_result_is_the_one_the_file_states(shared_match: Path) -> None:
    scored, recounted = both(shared_match)
    if scored.log.match_id not in EXCEPTIONS:
        assert differences_from_stated(scored.log) == []
        assert scored.result is not None
        assert scored.result.method in (recounted.result.method, "super_over", "bowl_out")


def test_the_state_that_an_import_folds_is_that_of_its_log(shared_match: Path) -> None:
    folded = import_and_fold(shared_match)
    log = import_match(shared_match)
    again = FoldedLog.of(replace(log, match=log.match.model_copy(update={"source_facts": None})))
    assert folded == again
    assert folded.log.actions == again.log.actions


def test_a_ball_that_was_copied_is_as_one_that_was_validated(shared_match: Path) -> None:
    for action in import_match(shared_match).actions:
        given = {name: getattr(action, name) for name in action.model_fields_set}
        validated = type(action).model_validate(given)
        assert repr(action) == repr(validated)
        assert action.model_fields_set == validated.model_fields_set


def test_no_action_of_an_import_is_skipped(shared_match: Path) -> None:
    problems = both(shared_match)[0].problems
    assert [each for each in problems if each.severity is Severity.ERROR] == []


def test_totals_are_the_recounted_ones(shared_match: Path) -> None:
    for ours, theirs in pairs(shared_match):
        assert ours.batting_team == theirs.batting_team
        assert (ours.runs, ours.wickets) == (theirs.runs, theirs.wickets)
        assert (ours.balls, f"{ours.overs:.1f}") == (theirs.legal_balls, theirs.overs)
        if theirs.target is not None:
            assert ours.target == theirs.target


def test_extras_are_the_recounted_ones(shared_match: Path) -> None:
    for ours, theirs in pairs(shared_match):
        ours_extras, extras = ours.extras, theirs.extras
        assert ours_extras.total == extras.total
        assert (ours_extras.byes, ours_extras.leg_byes) == (extras.byes, extras.leg_byes)
        assert (ours_extras.wides, ours_extras.no_balls) == (extras.wides, extras.no_balls)
        assert ours_extras.penalty == extras.penalty


def test_every_batters_line_is_the_recounted_one(shared_match: Path) -> None:
    for ours, theirs in pairs(shared_match):
        assert list(our_batting(ours)) == [
            (
                row.name,
                (row.runs, row.balls_faced, row.fours, row.sixes),
                row.is_out,
                row.dismissal,
                unmarked(row.dismissal_text),
            )
            for row in theirs.batting
        ]


def our_batting(card: InningsProjection) -> Iterator[tuple[Any, ...]]:
    """Our batting lines in the order of coming in."""
    for row in card.batsmen:
        how = row.dismissal
        yield (
            row.player_name,
            (row.runs, row.balls_faced, row.fours, row.sixes),
            row.is_out,
            how.type if how else None,
            unmarked(how.description) if how else "not out",
        )


def test_every_bowlers_line_is_the_recounted_one(shared_match: Path) -> None:
    for ours, theirs in pairs(shared_match):
        assert [
            (
                row.player_name,
                f"{row.overs:.1f}",
                (row.balls_bowled, row.maidens, row.runs_conceded, row.wickets),
                (row.wides, row.no_balls),
            )
            for row in ours.bowlers
        ] == [
            (
                row.name,
                row.overs,
                (row.legal_balls, row.maidens, row.runs_conceded, row.wickets),
                (row.wides, row.no_balls),
            )
            for row in theirs.bowling
        ]


def test_wickets_fell_where_the_recount_has_them(shared_match: Path) -> None:
    for ours, theirs in pairs(shared_match):
        assert [
            (fall.wicket_number, fall.score, fall.over, fall.batsman_out_name)
            for fall in ours.fall_of_wickets
        ] == [
            (fall.wicket, fall.runs, fall.over_ball, fall.name) for fall in theirs.fall_of_wickets
        ]


def test_partnerships_make_the_recounted_runs_for_each_wicket(shared_match: Path) -> None:
    for ours, theirs in pairs(shared_match):
        on_balls = theirs.extras.penalty and penalties_on_balls(shared_match, ours)
        recounted = {stand.wicket: stand.runs for stand in theirs.partnerships}
        counted = by_wicket((each.wicket_number, each.runs) for each in ours.partnerships)
        assert without_nothing(counted) == without_nothing(recounted) or on_balls
        assert sum(counted.values()) == sum(recounted.values()) - on_balls


def penalties_on_balls(path: Path, card: InningsProjection) -> int:
    """Penalty runs that came with a ball: the recount has them in the partnership, we do not."""
    innings = json.loads(path.read_text(encoding="utf-8"))["innings"][card.innings_number - 1]
    return sum(
        int(delivery.get("extras", {}).get("penalty", 0))
        for over in innings.get("overs", [])
        for delivery in over["deliveries"]
    )


def by_wicket(segments: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Runs for each wicket, the segments together."""
    totals: dict[int, int] = {}
    for wicket, runs in segments:
        totals[wicket] = totals.get(wicket, 0) + runs
    return totals


def without_nothing(totals: dict[int, int]) -> dict[int, int]:
    """The stands that brought a run: whether one without a ball is listed is a matter of taste."""
    return {wicket: runs for wicket, runs in totals.items() if runs}


def test_absent_batters_are_said_to_be_absent(shared_match: Path) -> None:
    for ours, theirs in pairs(shared_match):
        absent = [
            each.player_name for each in ours.did_not_bat if each.description != "did not bat"
        ]
        assert absent == list(theirs.absent_hurt)


def test_every_name_on_a_card_is_a_name(shared_match: Path) -> None:
    scored = both(shared_match)[0]
    ids = {lineup.player_id for lineup in scored.log.lineups}
    for card in (*scored.innings, *scored.super_overs):
        names = {row.player_name for row in card.batsmen} | {
            row.player_name for row in card.bowlers
        }
        assert not names & ids


def test_there_are_the_matches_we_promise(shared_matches: Path) -> None:
    assert len(list(shared_matches.glob("*.json"))) >= 29
