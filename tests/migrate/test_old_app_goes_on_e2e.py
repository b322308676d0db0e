"""The old app is used on after a first run: what it writes is reported, moved and never lost."""

from __future__ import annotations

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.cloud.firestore import Client

from migrate import places
from scrbrd.adapters import paths
from scrbrd.adapters.runtime import utc_now
from scrbrd.domain.json_types import Json
from tests.migrate.conftest import documents_of, put
from tests.migrate.old_world import OldMatchOf
from tests.migrate.test_ball_history_e2e import log, run, score_of, totals, truth

LATE = 10


def shortened(match: OldMatchOf, balls: int, *, is_recent: bool = False) -> Json:
    """The live score of a half scored match as it was after some balls of it."""
    score = deepcopy(match.score)
    balls_left: list[Json] = score["ballHistory"][:balls]
    for place, ball in enumerate(balls_left if is_recent else ()):
        at = utc_now() - timedelta(seconds=40 * (len(balls_left) - place))
        ball["timestamp"] = at.isoformat()
    legal = sum(ball["extraType"] not in ("wide", "noball") for ball in balls_left)
    length = match.inputs.setup.conditions.balls_per_over
    score["ballHistory"] = balls_left
    score["currentInnings"] = {
        "battingTeamId": score["currentInnings"]["battingTeamId"],
        "runs": sum(ball["runs"] + ball["extraRuns"] for ball in balls_left),
        "wickets": sum(ball["isWicket"] for ball in balls_left),
        "overs": f"{legal // length}.{legal % length}",
    }
    return score


def balls_in(client: Client, match_id: str) -> int:
    """Deliveries in the log."""
    return sum(each["type"] == "delivery" for each in log(client, match_id).values())


def copied(client: Client, match_id: str) -> set[str]:
    """The copies of a match's old documents."""
    refs = client.collection(places.legacy(match_id)).list_documents()
    return {ref.id for ref in refs} - {"_migration"}


@pytest.fixture
def match(old_school: Client, by_dirt: dict[str, OldMatchOf]) -> OldMatchOf:
    """A match of which all but its last balls lie there; the phone died long ago."""
    match = by_dirt["half scored"]
    whole = len(match.score["ballHistory"])
    early = {paths.live_score(match.match_id): shortened(match, whole - LATE)}
    put(old_school, documents_of([match]) | early)
    return match


def test_a_fixture_that_is_scored_after_a_first_run_moves_with_the_next(
    old_school: Client, by_dirt: dict[str, OldMatchOf]
) -> None:
    match = by_dirt["clean"]
    fixture: dict[str, Any] = {**match.match, "status": "scheduled"}
    put(old_school, {paths.match(match.match_id): fixture})
    run("run", "--all", "--match", match.match_id, "--apply", code=1)
    assert copied(old_school, match.match_id) == set(), "there is no history to be kept"
    put(old_school, documents_of([match]))
    assert "not migrated" in run("diff", "ball_history", code=1)
    run("run", "ball_history", "--apply")
    assert totals(score_of(old_school, match.match_id)) == truth(match)
    assert "ball_history: agrees" in run("diff", "ball_history")


def test_balls_that_the_old_app_adds_are_told_kept_from_stripping_and_moved(
    old_school: Client, match: OldMatchOf, tmp_path: Path
) -> None:
    run("run", "--all", "--match", match.match_id, "--in-play", "--apply", code=1)
    early = balls_in(old_school, match.match_id)
    old_school.document(paths.live_score(match.match_id)).update(
        {name: match.score[name] for name in ("ballHistory", "currentInnings")}
    )
    output = run("diff", "ball_history", "--match", match.match_id, code=1)
    assert f"live/score.ballHistory: {early + LATE} entries, {early} copied" in output
    strip = ("run", "strip_legacy", "--match", match.match_id, "--apply")
    output = run(*strip, "--export", str(tmp_path / "out"), code=1)
    assert "the old app has written since" in output
    assert len(score_of(old_school, match.match_id)["ballHistory"]) == early + LATE
    run("run", "ball_history", "--match", match.match_id, "--in-play", "--apply")
    assert balls_in(old_school, match.match_id) == early + LATE
    assert totals(score_of(old_school, match.match_id)) == truth(match)
    assert "done before" in run(
        "run", "ball_history", "--match", match.match_id, "--in-play", "--apply"
    )


def test_balls_that_came_after_a_run_are_there_after_undo_and_move_again(
    old_school: Client, match: OldMatchOf
) -> None:
    run("run", "ball_history", "--in-play", "--apply")
    late = {name: match.score[name] for name in ("ballHistory", "currentInnings")}
    old_school.document(paths.live_score(match.match_id)).update(late)
    run("undo", "ball_history", "--apply")
    stored = score_of(old_school, match.match_id)
    assert {name: stored[name] for name in late} == late
    run("run", "ball_history", "--in-play", "--apply")
    assert totals(score_of(old_school, match.match_id)) == truth(match)


def test_what_is_played_on_after_undo_moves_whole(old_school: Client, match: OldMatchOf) -> None:
    run("run", "ball_history", "--in-play", "--apply")
    run("undo", "ball_history", "--apply")
    assert copied(old_school, match.match_id) == set(), "the copies go with the undo"
    put(old_school, {paths.live_score(match.match_id): match.score})
    run("run", "ball_history", "--in-play", "--apply")
    assert totals(score_of(old_school, match.match_id)) == truth(match)


def test_a_total_that_was_mended_is_read_anew(
    old_school: Client, by_dirt: dict[str, OldMatchOf]
) -> None:
    match = by_dirt["wrong totals"]
    put(old_school, documents_of([match]))
    run("run", "ball_history", "--apply", code=1)
    mended = match.score["currentInnings"]["runs"] - 7
    old_school.document(paths.live_score(match.match_id)).update({"currentInnings.runs": mended})
    run("run", "ball_history", "--apply")
    assert totals(score_of(old_school, match.match_id)) == truth(match)


def test_a_match_in_play_moves_only_when_told(old_school: Client, match: OldMatchOf) -> None:
    path = paths.live_score(match.match_id)
    put(old_school, {path: shortened(match, 12, is_recent=True)})
    output = run("run", "ball_history", "--apply", code=1)
    assert "refused: it is being scored: its last ball is of" in output
    assert "--in-play" in output
    assert log(old_school, match.match_id) == {}
    run("run", "ball_history", "--in-play", "--apply")
    assert balls_in(old_school, match.match_id) == 12


def test_a_live_match_that_was_left_long_ago_moves_only_when_told(
    old_school: Client, match: OldMatchOf
) -> None:
    output = run("run", "ball_history", "--apply", code=1)
    assert "its status is 'live', and its last ball is of" in output
    assert log(old_school, match.match_id) == {}
    run("run", "ball_history", "--in-play", "--apply")
    assert balls_in(old_school, match.match_id) > 0


def test_a_live_match_whose_balls_have_no_times_moves_only_when_told(
    old_school: Client, match: OldMatchOf
) -> None:
    score = shortened(match, 12)
    for ball in score["ballHistory"]:
        del ball["timestamp"]
    put(old_school, {paths.live_score(match.match_id): score})
    output = run("run", "ball_history", "--apply", code=1)
    assert "its status is 'live', and no time says that it was left" in output
    run("run", "ball_history", "--in-play", "--apply")
    assert balls_in(old_school, match.match_id) == 12
