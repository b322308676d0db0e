"""Tests notices, which tell each official of a match the required action for each dispute."""

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
from tests.handlers.books.playing import BookMatch

REFEREE = "the-referee"
BOTH = (Seat.HOME, Seat.AWAY)


def match_with_dispute(tier: str = "DUAL") -> tuple[BookMatch, Scribe, Scribe]:
    """Return a match whose second ball, in the third place, is a six to home and a four to away."""
    match, home, away = BookMatch(tier), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.store.may_rule = frozenset({REFEREE})
    match.deliver(home, away)
    return match, home, away


def required_actions(match: BookMatch) -> dict[str, list[str]]:
    """Return the required actions of everyone who has a notice."""
    return {
        person: [each["asked"] for each in notice["disputes"]]
        for person, notice in match.store.notices.items()
    }


def test_a_dispute_requires_both_scorers_to_check_and_the_referee_to_rule() -> None:
    match, home, away = match_with_dispute()
    assert required_actions(match) == {
        home.person: ["correct"],
        away.person: ["correct"],
        REFEREE: ["rule"],
    }
    [item] = match.store.notices[home.person]["disputes"]
    assert (item["ball"], item["kind"], item["blocks"]) == ("0.2", "score", True)
    assert item["raisedAt"] == match.store.disputes["1_3"]["raisedAt"]


def test_a_wide_is_not_counted_in_the_label_of_a_disputed_ball() -> None:
    match, home, away = BookMatch("DUAL"), Scribe(HOME, "1 wd wd"), Scribe(AWAY, "1 wd wd")
    home.ball("4=6")
    away.ball("4")
    match.deliver(home, away)
    [item] = match.store.notices[home.person]["disputes"]
    assert item["ball"] == "0.2"
    for scribe in (home, away):
        scribe.balls("wd 1 . 2 . . wd")
    match.deliver(home.correct_to_actual(4), away.correct(5, "1"))
    [item] = match.store.notices[home.person]["disputes"]
    assert item["ball"] == "0.3", "a wide has the label of the ball that is bowled for it"


def test_a_notice_contains_only_its_readers_own_claim() -> None:
    match, home, away = match_with_dispute()
    own_claims = {
        person: notice["disputes"][0]["yourWord"] for person, notice in match.store.notices.items()
    }
    assert own_claims[home.person]["runsOffBat"] == 6
    assert own_claims[away.person]["runsOffBat"] == 4
    assert own_claims[REFEREE] is None
    assert "claims" not in match.store.notices[home.person]["disputes"][0]


def test_a_notice_is_emptied_when_the_dispute_is_resolved_and_its_revision_grows() -> None:
    match, home, _ = match_with_dispute()
    before = {person: each["revision"] for person, each in match.store.notices.items()}
    match.deliver(home.correct_to_actual(2))
    assert required_actions(match) == {person: [] for person in before}
    for person, notice in match.store.notices.items():
        assert notice["openDisputes"] == 0
        assert notice["revision"] > before[person]


def test_undisputed_balls_write_no_notice_and_read_no_roles(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4 . 2"), Scribe(AWAY, "1 4 . 2")
    monkeypatch.setattr(match.store, "read_may_rule", pytest.fail)
    match.deliver(home, away)
    assert match.log() == ["1", "4", "0", "2"]
    assert match.store.notices == {}


def test_a_ball_after_a_dispute_does_not_change_the_notices(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match, home, away = match_with_dispute()
    before = dict(match.store.notices)
    monkeypatch.setattr(match.store, "read_may_rule", pytest.fail)
    match.deliver(home.balls("2"), away.balls("2"))
    assert match.store.notices == before


@pytest.mark.parametrize("times", [1, 2])
def test_events_in_any_order_give_the_same_notices(times: int) -> None:
    expected, _, _ = match_with_dispute()
    match, home, away = BookMatch(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.store.may_rule = frozenset({REFEREE})
    events = [*match.write(home), *match.write(away)]
    for _ in range(times):
        for event in reversed(events):
            match.agree(event)
    assert without_times(match.store.notices) == without_times(expected.store.notices)


def without_times(notices_by_person: dict[str, Any]) -> dict[str, Any]:
    """Return notices without the times of their disputes."""
    return {
        person: [{**each, "raisedAt": None} for each in notice["disputes"]]
        for person, notice in notices_by_person.items()
    }


def test_a_scorers_correction_appears_in_their_notice() -> None:
    match, home, _ = match_with_dispute()
    match.deliver(home.correct(2, "2"))
    [item] = match.store.notices[home.person]["disputes"]
    assert item["yourWord"]["runsOffBat"] == 2


def test_a_notice_of_a_ball_not_all_have_scored_has_no_claim_and_requires_no_action() -> None:
    balls = "4 1 1 1 1 1 1"
    match = BookMatch("TRIPLE")
    match.store.may_rule = frozenset({REFEREE})
    umpire, home, away = Scribe(UMPIRE, "1"), Scribe(HOME, f"1 {balls}"), Scribe(AWAY, "1 4=6")
    away.balls("1 1 1 1 1 1")
    match.deliver(umpire, home, away)
    [dispute] = match.store.disputes.values()
    assert dispute["claims"] == {}
    assert {each for every in required_actions(match).values() for each in every} == {"wait"}
    for notice in match.store.notices.values():
        assert (notice["disputes"][0]["yourWord"], notice["disputes"][0]["ball"]) == (None, None)


def test_an_official_who_may_rule_since_now_gets_a_notice_at_the_next_reconcile() -> None:
    match, _, _ = match_with_dispute()
    assert not reconcile_notices(match.books)
    match.store.may_rule |= {"third-umpire"}
    assert reconcile_notices(match.books)
    assert required_actions(match)["third-umpire"] == ["rule"]
    match.store.may_rule = frozenset({"third-umpire"})
    assert reconcile_notices(match.books)
    assert required_actions(match)[REFEREE] == []
    assert not reconcile_notices(match.books)


def test_a_notice_that_was_deleted_or_changed_by_hand_is_written_again() -> None:
    match, home, away = match_with_dispute()
    expected = without_times(match.store.notices)
    revision = match.store.notices[home.person]["revision"]
    del match.store.notices[home.person]
    match.store.notices[away.person] = {"matchId": "m1", "disputes": "none", "revision": "x"}
    assert reconcile_notices(match.books)
    assert without_times(match.store.notices) == expected
    assert match.store.notices[home.person]["revision"] > revision
    assert not reconcile_notices(match.books)


def test_a_lost_state_and_a_rebuild_do_not_change_the_notices() -> None:
    match, _, _ = match_with_dispute()
    before = dict(match.store.notices)
    match.store.state = None
    agree(match.books, is_whole=True)
    assert without_times(match.store.notices) == without_times(before)


def test_reconciling_notices_of_a_match_without_disputes_costs_two_reads() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    assert not reconcile_notices(match.books)
    match.deliver(home, away)
    reads = match.store.reads
    assert not reconcile_notices(match.books)
    assert match.store.reads - reads == 2  # the state of the books, and the match


def test_a_notice_lists_a_bounded_number_of_disputes_and_counts_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(notices, "MOST_LISTED", 1)
    match = BookMatch()
    home, away = Scribe(HOME, "1 -4 2 . 6 -1 4 2"), Scribe(AWAY, "1 -4 2 . 6 -1 4 2")
    match.deliver(home, away)
    match.deliver(home.insert_late(2), home.insert_late(6))
    notice = match.store.notices[away.person]
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


PROBABLY_MISSED = Diagnosis(Cause.MISSED_BY, Seat.AWAY, 0.9)
UNSURE = Diagnosis(Cause.MISSED_BY, Seat.AWAY, 0.1)
HOME_SCORER = Official("ann", Seat.HOME, may_rule=False)
AWAY_SCORER = Official("bob", Seat.AWAY, may_rule=False)
SCORING_UMPIRE = Official("cyd", Seat.UMPIRE, may_rule=True)
NEUTRAL_SCORER = Official("dan", Seat.NEUTRAL, may_rule=False)
UMPIRE_ALONE = Official("eve", None, may_rule=True)


@pytest.mark.parametrize(
    ("dispute", "official", "expected"),
    [
        (dispute_of(), HOME_SCORER, RequiredAction.CORRECT),
        (dispute_of(diagnosis=PROBABLY_MISSED), AWAY_SCORER, RequiredAction.CORRECT),
        (dispute_of(diagnosis=PROBABLY_MISSED), HOME_SCORER, RequiredAction.WAIT),
        (dispute_of(diagnosis=UNSURE), HOME_SCORER, RequiredAction.CORRECT),
        (dispute_of(diagnosis=PROBABLY_MISSED), UMPIRE_ALONE, RequiredAction.RULE),
        (dispute_of(), SCORING_UMPIRE, RequiredAction.RULE),
        (dispute_of(seats=(Seat.UMPIRE, Seat.HOME)), SCORING_UMPIRE, RequiredAction.CORRECT),
        (dispute_of(DisputeKind.LACKING, (Seat.HOME,)), AWAY_SCORER, RequiredAction.CORRECT),
        (dispute_of(), NEUTRAL_SCORER, RequiredAction.WAIT),
        (dispute_of(seats=()), UMPIRE_ALONE, RequiredAction.WAIT),
        (dispute_of(DisputeKind.OPENED, (), seat=Seat.AWAY), AWAY_SCORER, RequiredAction.CORRECT),
        (dispute_of(DisputeKind.OPENED, (), seat=Seat.AWAY), HOME_SCORER, RequiredAction.WAIT),
        (dispute_of(DisputeKind.OPENED, (), seat=Seat.AWAY), UMPIRE_ALONE, RequiredAction.WAIT),
    ],
    ids=[
        "a different value", "probably missed by them", "probably missed by the other",
        "an unsure diagnosis", "an umpire without a book", "an umpire whose book is not a party",
        "an umpire whose book is a party", "lacks the ball", "has no vote",
        "not every seat has an entry", "own wrong opening", "another's wrong opening",
        "a wrong opening, for an umpire",
    ],
)  # fmt: skip
def test_the_required_action_depends_on_dispute_and_official(
    dispute: Dispute, official: Official, expected: RequiredAction
) -> None:
    assert required_action(dispute, official, BOTH) is expected
