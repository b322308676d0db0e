"""Compares each real match's card with the file's own statements and an independent recount.

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
from admin.scored_file import ScoredMatch
from scrbrd.domain.problems import Severity
from scrbrd.projections.live.documents import InningsProjection
from tests.admin.committed_matches import score_file_once
from tests.oracle.recount import recount
from tests.oracle.shapes import RecountedInnings, RecountedMatch

EXCEPTIONS: dict[str, str] = {}
"""Matches that need not agree with their file, by id, each with its reason. None does so far."""


def innings_pairs(path: Path) -> Iterator[tuple[InningsProjection, RecountedInnings]]:
    """Yield each innings of ours with that of the recount, super overs last."""
    scored, recounted = scored_and_recounted(path)
    assert len(scored.innings) == len(recounted.innings)
    assert len(scored.super_overs) == len(recounted.super_overs)
    yield from zip(scored.innings, recounted.innings, strict=True)
    yield from zip(scored.super_overs, recounted.super_overs, strict=True)


@cache
def scored_and_recounted(path: Path) -> tuple[ScoredMatch, RecountedMatch]:
    """Return a match scored by us and recounted independently; cached."""
    return score_file_once(path), recount(json.loads(path.read_text(encoding="utf-8")))


def without_keeper_mark(text: str) -> str:
    """Return a dismissal without the keeper's mark, as not every file names the keeper."""
    return text.replace("†", "")


def test_the_result_is_the_one_stated_in_the_file(shared_match: Path) -> None:
    scored, recounted = scored_and_recounted(shared_match)
    if scored.log.match_id not in EXCEPTIONS:
        assert differences_from_stated(scored.log) == []
        assert scored.result is not None
        assert scored.result.method in (recounted.result.method, "super_over", "bowl_out")


def test_the_state_folded_by_an_import_equals_that_of_its_log(shared_match: Path) -> None:
    folded = import_and_fold(shared_match)
    log = import_match(shared_match)
    folded_log = FoldedLog.of(
        replace(log, match=log.match.model_copy(update={"source_facts": None}))
    )
    assert folded == folded_log
    assert folded.log.actions == folded_log.log.actions


def test_a_copied_delivery_equals_a_validated_one(shared_match: Path) -> None:
    for action in import_match(shared_match).actions:
        fields = {name: getattr(action, name) for name in action.model_fields_set}
        validated = type(action).model_validate(fields)
        assert repr(action) == repr(validated)
        assert action.model_fields_set == validated.model_fields_set


def test_no_action_of_an_import_is_skipped(shared_match: Path) -> None:
    problems = scored_and_recounted(shared_match)[0].problems
    assert [each for each in problems if each.severity is Severity.ERROR] == []


def test_totals_equal_the_recount(shared_match: Path) -> None:
    for ours, theirs in innings_pairs(shared_match):
        assert ours.batting_team == theirs.batting_team
        assert (ours.runs, ours.wickets) == (theirs.runs, theirs.wickets)
        assert (ours.balls, f"{ours.overs:.1f}") == (theirs.legal_balls, theirs.overs)
        if theirs.target is not None:
            assert ours.target == theirs.target


def test_extras_equal_the_recount(shared_match: Path) -> None:
    for ours, theirs in innings_pairs(shared_match):
        ours_extras, extras = ours.extras, theirs.extras
        assert ours_extras.total == extras.total
        assert (ours_extras.byes, ours_extras.leg_byes) == (extras.byes, extras.leg_byes)
        assert (ours_extras.wides, ours_extras.no_balls) == (extras.wides, extras.no_balls)
        assert ours_extras.penalty == extras.penalty


def test_batting_lines_equal_the_recount(shared_match: Path) -> None:
    for ours, theirs in innings_pairs(shared_match):
        assert list(batting_rows(ours)) == [
            (
                row.name,
                (row.runs, row.balls_faced, row.fours, row.sixes),
                row.is_out,
                row.dismissal,
                without_keeper_mark(row.dismissal_text),
            )
            for row in theirs.batting
        ]


def batting_rows(card: InningsProjection) -> Iterator[tuple[Any, ...]]:
    """Yield our batting lines in batting order."""
    for row in card.batsmen:
        dismissal = row.dismissal
        yield (
            row.player_name,
            (row.runs, row.balls_faced, row.fours, row.sixes),
            row.is_out,
            dismissal.type if dismissal else None,
            without_keeper_mark(dismissal.description) if dismissal else "not out",
        )


def test_bowling_lines_equal_the_recount(shared_match: Path) -> None:
    for ours, theirs in innings_pairs(shared_match):
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


def test_the_fall_of_wickets_equals_the_recount(shared_match: Path) -> None:
    for ours, theirs in innings_pairs(shared_match):
        assert [
            (fall.wicket_number, fall.score, fall.over, fall.batsman_out_name)
            for fall in ours.fall_of_wickets
        ] == [
            (fall.wicket, fall.runs, fall.over_ball, fall.name) for fall in theirs.fall_of_wickets
        ]


def test_the_runs_of_partnerships_equal_the_recount(shared_match: Path) -> None:
    for ours, theirs in innings_pairs(shared_match):
        penalties = theirs.extras.penalty and penalties_on_balls(shared_match, ours)
        recounted = {partnership.wicket: partnership.runs for partnership in theirs.partnerships}
        ours_by_wicket = runs_by_wicket(
            (each.wicket_number, each.runs) for each in ours.partnerships
        )
        assert without_zero_runs(ours_by_wicket) == without_zero_runs(recounted) or penalties
        assert sum(ours_by_wicket.values()) == sum(recounted.values()) - penalties


def penalties_on_balls(path: Path, card: InningsProjection) -> int:
    """Return penalty runs of deliveries: the recount adds them to the partnership, we do not."""
    innings = json.loads(path.read_text(encoding="utf-8"))["innings"][card.innings_number - 1]
    return sum(
        int(delivery.get("extras", {}).get("penalty", 0))
        for over in innings.get("overs", [])
        for delivery in over["deliveries"]
    )


def runs_by_wicket(segments: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the runs for each wicket; segments of one wicket are added up."""
    totals: dict[int, int] = {}
    for wicket, runs in segments:
        totals[wicket] = totals.get(wicket, 0) + runs
    return totals


def without_zero_runs(totals: dict[int, int]) -> dict[int, int]:
    """Return the partnerships with runs; listing one without a ball is a matter of taste."""
    return {wicket: runs for wicket, runs in totals.items() if runs}


def test_absent_batters_are_listed_as_absent(shared_match: Path) -> None:
    for ours, theirs in innings_pairs(shared_match):
        absent = [
            each.player_name for each in ours.did_not_bat if each.description != "did not bat"
        ]
        assert absent == list(theirs.absent_hurt)


def test_no_name_on_a_card_is_a_player_id(shared_match: Path) -> None:
    scored = scored_and_recounted(shared_match)[0]
    ids = {lineup.player_id for lineup in scored.log.lineups}
    for card in (*scored.innings, *scored.super_overs):
        names = {row.player_name for row in card.batsmen} | {
            row.player_name for row in card.bowlers
        }
        assert not names & ids


def test_there_are_at_least_29_shared_matches(shared_matches: Path) -> None:
    assert len(list(shared_matches.glob("*.json"))) >= 29
