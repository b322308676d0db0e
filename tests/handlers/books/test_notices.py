"""Notices: what each official of a match is asked to do about what the books dispute."""

from __future__ import annotations

from typing import Any

import pytest

from scrbrd.consensus.dispute import Cause, Diagnosis, Dispute, DisputeKind, claim_of
from scrbrd.consensus.entries import Seat
from scrbrd.handlers.books import notices
from scrbrd.handlers.books.agree import agree
from scrbrd.handlers.books.notices import Official, RequiredAction, required_action
from scrbrd.handlers.books.reconcile import reconcile_notices
from tests.consensus.scribes import AWAY, HOME, UMPIRE, Scribe
from tests.handlers.books.playing import Ground

REFEREE = "the-referee"
BOTH = (Seat.HOME, Seat.AWAY)


def ground_with_a_dispute(tier: str = "DUAL") -> tuple[Ground, Scribe, Scribe]:
    """The second ball is a six to the home scorer and a four to the other, in the third place."""
    ground, home, away = Ground(tier), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.store.may_rule = frozenset({REFEREE})
    ground.arrive(home, away)
    return ground, home, away


def asked(ground: Ground) -> dict[str, list[str]]:
    """What everybody who has a notice is asked."""
    return {
        person: [each["asked"] for each in notice["disputes"]]
        for person, notice in ground.store.notices.items()
    }


def test_a_dispute_asks_both_scorers_to_check_and_the_referee_to_rule() -> None:
    ground, home, away = ground_with_a_dispute()
    assert asked(ground) == {home.person: ["correct"], away.person: ["correct"], REFEREE: ["rule"]}
    [item] = ground.store.notices[home.person]["disputes"]
    assert (item["ball"], item["kind"], item["blocks"]) == ("0.2", "score", True)
    assert item["raisedAt"] == ground.store.disputes["1_3"]["raisedAt"]


def test_a_wide_is_no_ball_of_the_over_where_a_ball_is_named() -> None:
    ground, home, away = Ground("DUAL"), Scribe(HOME, "1 wd wd"), Scribe(AWAY, "1 wd wd")
    home.ball("4=6")
    away.ball("4")
    ground.arrive(home, away)
    [item] = ground.store.notices[home.person]["disputes"]
    assert item["ball"] == "0.2"
    for scribe in (home, away):
        scribe.balls("wd 1 . 2 . . wd")
    ground.arrive(home.mend(4), away.correct(5, "1"))
    [item] = ground.store.notices[home.person]["disputes"]
    assert item["ball"] == "0.3", "a wide has the label of the ball that is bowled for it"


def test_a_notice_has_its_readers_own_word_and_nobody_elses() -> None:
    ground, home, away = ground_with_a_dispute()
    words = {
        person: notice["disputes"][0]["yourWord"] for person, notice in ground.store.notices.items()
    }
    assert words[home.person]["runsOffBat"] == 6
    assert words[away.person]["runsOffBat"] == 4
    assert words[REFEREE] is None
    assert "claims" not in ground.store.notices[home.person]["disputes"][0]


def test_a_notice_is_emptied_when_the_dispute_is_resolved_and_its_revision_grows() -> None:
    ground, home, _ = ground_with_a_dispute()
    before = {person: each["revision"] for person, each in ground.store.notices.items()}
    ground.arrive(home.mend(2))
    assert asked(ground) == {person: [] for person in before}
    for person, notice in ground.store.notices.items():
        assert notice["openDisputes"] == 0
        assert notice["revision"] > before[person]


def test_balls_that_nobody_disputes_write_no_notice_and_ask_for_no_roles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4 . 2"), Scribe(AWAY, "1 4 . 2")
    monkeypatch.setattr(ground.store, "read_may_rule", pytest.fail)
    ground.arrive(home, away)
    assert ground.log() == ["1", "4", "0", "2"]
    assert ground.store.notices == {}


def test_a_ball_behind_a_dispute_leaves_the_notices_as_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground, home, away = ground_with_a_dispute()
    before = dict(ground.store.notices)
    monkeypatch.setattr(ground.store, "read_may_rule", pytest.fail)
    ground.arrive(home.balls("2"), away.balls("2"))
    assert ground.store.notices == before


@pytest.mark.parametrize("times", [1, 2])
def test_the_same_notices_come_of_events_in_any_order(times: int) -> None:
    wanted, _, _ = ground_with_a_dispute()
    ground, home, away = Ground(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.store.may_rule = frozenset({REFEREE})
    events = [*ground.write(home), *ground.write(away)]
    for _ in range(times):
        for event in reversed(events):
            ground.agree(event)
    assert without_times(ground.store.notices) == without_times(wanted.store.notices)


def without_times(found: dict[str, Any]) -> dict[str, Any]:
    """Notices without when they were written."""
    return {
        person: [{**each, "raisedAt": None} for each in notice["disputes"]]
        for person, notice in found.items()
    }


def test_a_scorer_who_corrects_is_told_their_new_word() -> None:
    ground, home, _ = ground_with_a_dispute()
    ground.arrive(home.correct(2, "2"))
    [item] = ground.store.notices[home.person]["disputes"]
    assert item["yourWord"]["runsOffBat"] == 2


def test_of_a_ball_that_not_all_have_scored_a_notice_shows_no_word_and_asks_nothing() -> None:
    balls = "4 1 1 1 1 1 1"
    ground = Ground("TRIPLE")
    ground.store.may_rule = frozenset({REFEREE})
    umpire, home, away = Scribe(UMPIRE, "1"), Scribe(HOME, f"1 {balls}"), Scribe(AWAY, "1 4=6")
    away.balls("1 1 1 1 1 1")
    ground.arrive(umpire, home, away)
    [dispute] = ground.store.disputes.values()
    assert dispute["claims"] == {}
    assert {each for every in asked(ground).values() for each in every} == {"wait"}
    for notice in ground.store.notices.values():
        assert (notice["disputes"][0]["yourWord"], notice["disputes"][0]["ball"]) == (None, None)


def test_who_may_rule_only_now_is_told_by_the_next_look() -> None:
    ground, _, _ = ground_with_a_dispute()
    assert not reconcile_notices(ground.books)
    ground.store.may_rule |= {"third-umpire"}
    assert reconcile_notices(ground.books)
    assert asked(ground)["third-umpire"] == ["rule"]
    ground.store.may_rule = frozenset({"third-umpire"})
    assert reconcile_notices(ground.books)
    assert asked(ground)[REFEREE] == []
    assert not reconcile_notices(ground.books)


def test_a_notice_that_was_deleted_or_changed_by_hand_is_written_again() -> None:
    ground, home, away = ground_with_a_dispute()
    wanted = without_times(ground.store.notices)
    revision = ground.store.notices[home.person]["revision"]
    del ground.store.notices[home.person]
    ground.store.notices[away.person] = {"matchId": "m1", "disputes": "none", "revision": "x"}
    assert reconcile_notices(ground.books)
    assert without_times(ground.store.notices) == wanted
    assert ground.store.notices[home.person]["revision"] > revision
    assert not reconcile_notices(ground.books)


def test_a_lost_state_and_a_rebuild_leave_the_notices_as_they_were() -> None:
    ground, _, _ = ground_with_a_dispute()
    before = dict(ground.store.notices)
    ground.store.state = None
    agree(ground.books, is_whole=True)
    assert without_times(ground.store.notices) == without_times(before)


def test_a_match_without_disputes_is_not_looked_through_for_notices() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    assert not reconcile_notices(ground.books)
    ground.arrive(home, away)
    reads = ground.store.reads
    assert not reconcile_notices(ground.books)
    assert ground.store.reads - reads == 2  # what is kept of the books, and the match


def test_a_notice_names_a_bounded_number_of_disputes_and_counts_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "MOST_LISTED", 1)
    ground = Ground()
    home, away = Scribe(HOME, "1 -4 2 . 6 -1 4 2"), Scribe(AWAY, "1 -4 2 . 6 -1 4 2")
    ground.arrive(home, away)
    ground.arrive(home.put_in(2), home.put_in(6))
    notice = ground.store.notices[away.person]
    assert (notice["openDisputes"], len(notice["disputes"])) == (2, 1)


def dispute_of(
    kind: DisputeKind = DisputeKind.SCORE,
    seats: tuple[Seat, ...] = BOTH,
    diagnosis: Diagnosis | None = None,
    seat: Seat | None = None,
) -> Dispute:
    """Return a dispute with the claims of some seats."""
    [*_, entry] = Scribe(HOME, "4").book.innings[1].effective_entries
    claims = {each: claim_of(entry) for each in seats}
    return Dispute(1, 3, kind, blocks=True, claims=claims, diagnosis=diagnosis, seat=seat)


MISSED = Diagnosis(Cause.MISSED_BY, Seat.AWAY, 0.9)
UNSURE = Diagnosis(Cause.MISSED_BY, Seat.AWAY, 0.1)
HOME_SCORER = Official("ann", Seat.HOME, may_rule=False)
AWAY_SCORER = Official("bob", Seat.AWAY, may_rule=False)
SCORING_UMPIRE = Official("cyd", Seat.UMPIRE, may_rule=True)
ONLOOKER = Official("dan", Seat.NEUTRAL, may_rule=False)
UMPIRE_ALONE = Official("eve", None, may_rule=True)


@pytest.mark.parametrize(
    ("dispute", "official", "wanted"),
    [
        (dispute_of(), HOME_SCORER, RequiredAction.CORRECT),
        (dispute_of(diagnosis=MISSED), AWAY_SCORER, RequiredAction.CORRECT),
        (dispute_of(diagnosis=MISSED), HOME_SCORER, RequiredAction.WAIT),
        (dispute_of(diagnosis=UNSURE), HOME_SCORER, RequiredAction.CORRECT),
        (dispute_of(diagnosis=MISSED), UMPIRE_ALONE, RequiredAction.RULE),
        (dispute_of(), SCORING_UMPIRE, RequiredAction.RULE),
        (dispute_of(seats=(Seat.UMPIRE, Seat.HOME)), SCORING_UMPIRE, RequiredAction.CORRECT),
        (dispute_of(DisputeKind.LACKING, (Seat.HOME,)), AWAY_SCORER, RequiredAction.CORRECT),
        (dispute_of(), ONLOOKER, RequiredAction.WAIT),
        (dispute_of(seats=()), UMPIRE_ALONE, RequiredAction.WAIT),
        (dispute_of(DisputeKind.OPENED, (), seat=Seat.AWAY), AWAY_SCORER, RequiredAction.CORRECT),
        (dispute_of(DisputeKind.OPENED, (), seat=Seat.AWAY), HOME_SCORER, RequiredAction.WAIT),
        (dispute_of(DisputeKind.OPENED, (), seat=Seat.AWAY), UMPIRE_ALONE, RequiredAction.WAIT),
    ],
    ids=[
        "a value", "who seems to have missed it", "who seems right", "a guess is not told",
        "an umpire", "an umpire with a book of none of it", "an umpire who is a party",
        "who lacks the ball", "who has no vote", "not all have spoken", "a wrong opening",
        "another's wrong opening", "a wrong opening, to an umpire",
    ],
)  # fmt: skip
def test_what_is_asked_of_whom(
    dispute: Dispute, official: Official, wanted: RequiredAction
) -> None:
    assert required_action(dispute, official, BOTH) is wanted
