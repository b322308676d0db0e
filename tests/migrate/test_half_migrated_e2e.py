"""A match that the public schema's own script has half migrated: recognised, kept, set aside."""

from __future__ import annotations

import pytest
from google.cloud.firestore import Client

from scrbrd.adapters import paths
from tests.admin.administration import here
from tests.migrate.conftest import documents_of, put
from tests.migrate.killing import Killed
from tests.migrate.old_world import OldMatchOf
from tests.migrate.test_ball_history_e2e import log, run, score_of, totals, truth


@pytest.fixture
def match(old_school: Client, by_dirt: dict[str, OldMatchOf]) -> OldMatchOf:
    """A clean match with three actions under ids that Firestore made."""
    match = by_dirt["clean"]
    put(old_school, documents_of([match]))
    for number in range(3):
        an_id = f"Abcdefghijklmnopqr{number:02}"
        fields = {"id": an_id, "inningsNumber": 1, "sequenceNumber": number + 1, "runsOffBat": 1}
        put(old_school, {paths.scoring_action(match.match_id, an_id): fields | {
            "source": "migration", "nonStrikerId": "", "strikerId": "person-00",
        }})  # fmt: skip
    return match


def test_it_is_refused_and_keeps_what_the_old_app_shows(
    old_school: Client, match: OldMatchOf
) -> None:
    output = run("run", "--all", "--match", match.match_id, "--apply", code=1)
    assert "3 actions of the public schema's own script; --set-aside" in output
    assert score_of(old_school, match.match_id) == match.score
    assert len(log(old_school, match.match_id)) == 3


def test_undo_leaves_no_copies_of_a_match_that_was_refused(
    old_school: Client, by_dirt: dict[str, OldMatchOf]
) -> None:
    refused = by_dirt["wrong totals"]
    put(old_school, documents_of([refused]))
    run("run", "--all", "--match", refused.match_id, "--apply", code=1)
    legacy = old_school.collection(f"{paths.match(refused.match_id)}/legacy")
    assert len(list(legacy.stream())) > 1
    run("undo", "team_selection", "--match", refused.match_id, "--apply")
    run("undo", "ball_history", "--match", refused.match_id, "--apply")
    assert [each.id for each in legacy.stream()] == ["_migration"]
    assert score_of(old_school, refused.match_id) == refused.score


def test_set_aside_it_moves_and_undo_brings_everything_back(
    old_school: Client, match: OldMatchOf
) -> None:
    before = log(old_school, match.match_id)
    run("run", "ball_history", "--set-aside", "--apply")
    assert totals(score_of(old_school, match.match_id)) == truth(match)
    assert not before.keys() & log(old_school, match.match_id).keys()
    aside = old_school.collection(f"{paths.match(match.match_id)}/set_aside").stream()
    assert {snap.id for snap in aside} == before.keys()
    run("undo", "ball_history", "--apply")
    assert log(old_school, match.match_id).keys() == before.keys()
    assert score_of(old_school, match.match_id) == match.score


def test_what_a_run_with_other_options_has_begun_is_told_and_may_be_ended_or_taken_back(
    old_school: Client, by_dirt: dict[str, OldMatchOf], monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object, **__: object) -> None:
        raise Killed

    wrong = by_dirt["wrong totals"]
    put(old_school, documents_of([wrong]))
    one = ("ball_history", "--match", wrong.match_id, "--apply")
    with monkeypatch.context() as patched:
        patched.setattr("migrate.engine.hold.release", dies)
        assert here("migrate", "run", *one, "--accept-mismatch").code == 130
    assert log(old_school, wrong.match_id)
    for options in (one, one[:-1]):
        output = run("run", *options, code=1)
        assert "no reading meets the totals" in output
        assert (
            "a run of before has written a part of it: end that with the options that it had, or"
            f" take it back by `scrbrd migrate undo ball_history --match {wrong.match_id} --apply`"
        ) in output
    assert "a run of before" in run("status")
    run("undo", *one)
    assert log(old_school, wrong.match_id) == {}
    assert score_of(old_school, wrong.match_id) == wrong.score
    assert "a run of before" not in run("run", *one, code=1)
