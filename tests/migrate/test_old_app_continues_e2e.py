"""Tests use of the old app after a first run: its writes are reported, migrated and never lost."""

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
from tests.migrate.old_world import SchoolMatch
from tests.migrate.test_ball_history_e2e import log, run, score_of, totals, true_totals

MISSING_BALLS = 10


def score_after(match: SchoolMatch, balls: int, *, is_recent: bool = False) -> Json:
    """Return the live score of a half scored match after its first balls."""
    score = deepcopy(match.score)
    first_balls: list[Json] = score["ballHistory"][:balls]
    for place, ball in enumerate(first_balls if is_recent else ()):
        at = utc_now() - timedelta(seconds=40 * (len(first_balls) - place))
        ball["timestamp"] = at.isoformat()
    legal = sum(ball["extraType"] not in ("wide", "noball") for ball in first_balls)
    length = match.inputs.setup.conditions.balls_per_over
    score["ballHistory"] = first_balls
    score["currentInnings"] = {
        "battingTeamId": score["currentInnings"]["battingTeamId"],
        "runs": sum(ball["runs"] + ball["extraRuns"] for ball in first_balls),
        "wickets": sum(ball["isWicket"] for ball in first_balls),
        "overs": f"{legal // length}.{legal % length}",
    }
    return score


def delivery_count(client: Client, match_id: str) -> int:
    """Return the number of deliveries in the log."""
    return sum(each["type"] == "delivery" for each in log(client, match_id).values())


def copy_ids(client: Client, match_id: str) -> set[str]:
    """Return the ids of the copies of a match's old documents."""
    refs = client.collection(places.legacy(match_id)).list_documents()
    return {ref.id for ref in refs} - {"_migration"}


@pytest.fixture
def match(old_school: Client, match_by_dirt: dict[str, SchoolMatch]) -> SchoolMatch:
    """Return a stored match without its last ten balls, unfinished since long ago."""
    match = match_by_dirt["half scored"]
    ball_count = len(match.score["ballHistory"])
    first_count = {paths.live_score(match.match_id): score_after(match, ball_count - MISSING_BALLS)}
    put(old_school, documents_of([match]) | first_count)
    return match


def test_a_match_scored_after_a_first_run_migrates_with_the_next(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch]
) -> None:
    match = match_by_dirt["clean"]
    fixture: dict[str, Any] = {**match.match, "status": "scheduled"}
    put(old_school, {paths.match(match.match_id): fixture})
    run("run", "--all", "--match", match.match_id, "--apply", code=1)
    assert copy_ids(old_school, match.match_id) == set(), "there is no history to be kept"
    put(old_school, documents_of([match]))
    assert "not migrated" in run("diff", "ball_history", code=1)
    run("run", "ball_history", "--apply")
    assert totals(score_of(old_school, match.match_id)) == true_totals(match)
    assert "ball_history: agrees" in run("diff", "ball_history")


def test_balls_added_by_the_old_app_are_reported_not_stripped_and_migrated(
    old_school: Client, match: SchoolMatch, tmp_path: Path
) -> None:
    run("run", "--all", "--match", match.match_id, "--in-play", "--apply", code=1)
    first_count = delivery_count(old_school, match.match_id)
    old_school.document(paths.live_score(match.match_id)).update(
        {name: match.score[name] for name in ("ballHistory", "currentInnings")}
    )
    output = run("diff", "ball_history", "--match", match.match_id, code=1)
    assert (
        f"live/score.ballHistory: {first_count + MISSING_BALLS} entries, {first_count} copied"
        in output
    )
    strip = ("run", "strip_legacy", "--match", match.match_id, "--apply")
    output = run(*strip, "--export", str(tmp_path / "out"), code=1)
    assert "the old app has written since" in output
    assert len(score_of(old_school, match.match_id)["ballHistory"]) == first_count + MISSING_BALLS
    run("run", "ball_history", "--match", match.match_id, "--in-play", "--apply")
    assert delivery_count(old_school, match.match_id) == first_count + MISSING_BALLS
    assert totals(score_of(old_school, match.match_id)) == true_totals(match)
    assert "done before" in run(
        "run", "ball_history", "--match", match.match_id, "--in-play", "--apply"
    )


def test_balls_added_after_a_run_survive_undo_and_migrate_with_the_next_run(
    old_school: Client, match: SchoolMatch
) -> None:
    run("run", "ball_history", "--in-play", "--apply")
    new_fields = {name: match.score[name] for name in ("ballHistory", "currentInnings")}
    old_school.document(paths.live_score(match.match_id)).update(new_fields)
    run("undo", "ball_history", "--apply")
    stored = score_of(old_school, match.match_id)
    assert {name: stored[name] for name in new_fields} == new_fields
    run("run", "ball_history", "--in-play", "--apply")
    assert totals(score_of(old_school, match.match_id)) == true_totals(match)


def test_a_match_continued_after_undo_migrates_completely(
    old_school: Client, match: SchoolMatch
) -> None:
    run("run", "ball_history", "--in-play", "--apply")
    run("undo", "ball_history", "--apply")
    assert copy_ids(old_school, match.match_id) == set(), "the copies go with the undo"
    put(old_school, {paths.live_score(match.match_id): match.score})
    run("run", "ball_history", "--in-play", "--apply")
    assert totals(score_of(old_school, match.match_id)) == true_totals(match)


def test_a_corrected_total_is_read_by_the_next_run(
    old_school: Client, match_by_dirt: dict[str, SchoolMatch]
) -> None:
    match = match_by_dirt["wrong totals"]
    put(old_school, documents_of([match]))
    run("run", "ball_history", "--apply", code=1)
    corrected_runs = match.score["currentInnings"]["runs"] - 7
    old_school.document(paths.live_score(match.match_id)).update(
        {"currentInnings.runs": corrected_runs}
    )
    run("run", "ball_history", "--apply")
    assert totals(score_of(old_school, match.match_id)) == true_totals(match)


def test_a_match_in_play_migrates_only_with_in_play(old_school: Client, match: SchoolMatch) -> None:
    path = paths.live_score(match.match_id)
    put(old_school, {path: score_after(match, 12, is_recent=True)})
    output = run("run", "ball_history", "--apply", code=1)
    assert "refused: it is being scored: its last ball is of" in output
    assert "--in-play" in output
    assert log(old_school, match.match_id) == {}
    run("run", "ball_history", "--in-play", "--apply")
    assert delivery_count(old_school, match.match_id) == 12


def test_a_live_match_abandoned_long_ago_migrates_only_with_in_play(
    old_school: Client, match: SchoolMatch
) -> None:
    output = run("run", "ball_history", "--apply", code=1)
    assert "its status is 'live', and its last ball is of" in output
    assert log(old_school, match.match_id) == {}
    run("run", "ball_history", "--in-play", "--apply")
    assert delivery_count(old_school, match.match_id) > 0


def test_a_live_match_without_times_migrates_only_with_in_play(
    old_school: Client, match: SchoolMatch
) -> None:
    score = score_after(match, 12)
    for ball in score["ballHistory"]:
        del ball["timestamp"]
    put(old_school, {paths.live_score(match.match_id): score})
    output = run("run", "ball_history", "--apply", code=1)
    assert "its status is 'live', and no time says that it was left" in output
    run("run", "ball_history", "--in-play", "--apply")
    assert delivery_count(old_school, match.match_id) == 12
