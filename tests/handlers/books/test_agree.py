"""Tests the trigger on books: its writes to the log, without loss and without duplicates."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from scrbrd.domain.vocabulary import ActionId
from scrbrd.handlers.books.agree import AgreeRoute, agree
from scrbrd.handlers.books.model import LogChange
from scrbrd.handlers.books.reconcile import reconcile_books
from scrbrd.handlers.catch_up import catch_up
from scrbrd.handlers.ports import StoredState
from scrbrd.handlers.snapshot.recent import RecentStates
from scrbrd.handlers.verify import verify
from tests.consensus.scribes import AWAY, HOME, ROLES, UMPIRE, Scribe
from tests.fakes.memory_store import NOON
from tests.handlers.books.playing import MATCH_ID, BookMatch, entry_document


def test_a_ball_is_logged_and_public_as_soon_as_both_scorers_have_it() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1")
    match.deliver(home)
    assert match.matches.log == {}
    match.deliver(away)
    assert match.log() == ["1"]
    assert match.score() == "1/0 (0.1)"
    away.ball("4")
    match.deliver(away)
    assert (match.log(), match.score()) == (["1", "4"], "5/0 (0.2)")


def test_every_action_names_the_entries_it_is_based_on() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1"), Scribe(AWAY, "1")
    match.deliver(home, away)
    action = match.matches.log["1_2"]
    assert action["agreement"] == {
        "tier": "DUAL",
        "entries": {
            "home": {"personId": "scorer_home", "entryId": "1_2", "versionId": "1_2"},
            "away": {"personId": "scorer_away", "entryId": "1_2", "versionId": "1_2"},
        },
    }
    assert action["follows"] == match.matches.log["1_1"]["nonce"]
    assert action["recordedBy"] == "scorer_home"


def test_a_repeated_event_changes_nothing_and_reads_two_documents() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    events = [*match.write(home), *match.write(away)]
    match.agree(*events)
    log, commits, reads = dict(match.matches.log), match.store.commits, match.store.reads
    assert match.agree(events[0]).path == AgreeRoute.DUPLICATE
    assert (match.matches.log, match.store.commits) == (log, commits)
    assert match.store.reads - reads == 2


def test_the_last_event_alone_adds_all_earlier_entries() -> None:
    match, home, away = BookMatch(), Scribe(HOME), Scribe(AWAY)
    match.deliver(home, away)
    home.balls("1 4 . 2")
    away.balls("1 4 . 2")
    [*_, last_home], [*_, last_away] = match.write(home), match.write(away)
    match.agree(last_away)
    assert match.agree(last_home).path == AgreeRoute.NEXT
    assert match.log() == ["1", "4", "0", "2"]


def test_a_ball_that_differs_is_disputed_and_blocks_the_log() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    assert match.log() == ["1"]
    [(name, dispute)] = match.store.disputes.items()
    assert (name, dispute["status"], dispute["kind"]) == ("1_3", "open", "score")
    assert dispute["claims"]["home"]["ball"]["runsOffBat"] == 6
    assert dispute["fields"] == ["score"]
    assert match.store.dispute_summary == {"openDisputes": 1, "blockedAt": "1_3"}
    home.correct_to_actual(2)
    match.deliver(home)
    dispute = match.store.disputes[name]
    assert (dispute["status"], dispute["method"]) == ("resolved", "amended")
    assert (match.log(), match.store.dispute_summary) == (
        ["1", "4", "1"],
        {"openDisputes": 0, "blockedAt": None},
    )


def test_a_ruling_resolves_a_dispute_and_is_named_in_the_action() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    ruling = {"kind": "dispute", "method": "umpire", "disputeId": "1_3", "decidedAs": "umpire"}
    entries = {"home": "1_3", "away": "1_3"}
    match.agree(match.store.put_ruling({**ruling, "entries": entries, "accepts": "away"}))
    assert match.log() == ["1", "4", "1"]
    assert match.matches.log["1_3"]["agreement"]["rulings"] == [1]
    dispute = match.store.disputes["1_3"]
    assert (dispute["status"], dispute["method"], dispute["rulingNumber"]) == (
        "resolved",
        "umpire",
        1,
    )


def test_a_ball_is_voided_and_redone_only_when_both_scorers_do_so() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4 2"), Scribe(AWAY, "1 4 2")
    match.deliver(home, away)
    home.void(home.entry_id(3))
    match.deliver(home)
    assert match.log() == ["1", "4", "2"]
    away.void(away.entry_id(3))
    match.deliver(away)
    voided = match.matches.log["1_4"]
    assert (match.log(), voided["voidedBy"]) == (["1", "4", "(2)"], "consensus")
    assert set(voided["voidAgreement"]["books"]) == {"home", "away"}
    home.redo(home.entry_id(3))
    away.redo(away.entry_id(3))
    match.deliver(home, away)
    assert (match.log(), match.score()) == (["1", "4", "2"], "7/0 (0.3)")


def test_a_correction_stamps_the_corrected_action_and_changes_the_score() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    home.correct(2, "6")
    away.correct(2, "6")
    match.deliver(home, away)
    assert match.matches.log["1_3"]["correctedBy"] == "1_5"
    assert match.matches.log["1_5"]["corrects"] == "1_3"
    assert match.score() == "8/0 (0.3)"


def test_a_long_backlog_is_logged_in_several_commits() -> None:
    balls = "1 . 4 2 . 1 " * 12
    match, home, away = BookMatch(), Scribe(HOME, balls), Scribe(AWAY, balls)
    events = [*match.write(home), *match.write(away)]
    result = match.agree(*events)
    assert len(result.operations) == 73
    assert match.store.commits == 2
    assert len(match.log()) == 72


def test_the_next_worker_completes_a_backlog_of_a_stopped_worker() -> None:
    balls = "1 . 4 2 . 1 " * 12
    match, home, away = BookMatch(), Scribe(HOME, balls), Scribe(AWAY, balls)
    events = [*match.write(home), *match.write(away)]

    def stop() -> None:
        if match.store.commits:
            raise RuntimeError("stopped")

    match.store.before_commit = stop
    with pytest.raises(RuntimeError, match="stopped"):
        match.agree(*events)
    match.store.before_commit = None
    assert len(match.log()) == 39
    match.agree(events[0])
    assert len(match.log()) == 72


def test_the_second_of_two_workers_continues_from_the_writes_of_the_first() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home)
    first, second, third = match.write(away)
    calls: list[int] = []

    def run_second_worker() -> None:
        if not calls:
            calls.append(1)
            match.agree(second)

    match.store.before_commit = run_second_worker
    assert match.agree(third).tries == 2
    assert match.log() == ["1", "4"]
    assert match.agree(first).path == AgreeRoute.DUPLICATE


def test_a_lost_state_is_rebuilt_from_log_and_books() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    log, disputes = dict(match.matches.log), dict(match.store.disputes)
    match.store.state = None
    home.ball("2")
    [event] = match.write(home)
    assert match.agree(event).path == AgreeRoute.WHOLE
    assert (match.matches.log, match.store.disputes) == (log, disputes)


@pytest.mark.parametrize(
    "claims",
    [
        {"home": {"personId": "a", "entryId": "1_3"}},
        {"home": "1_3", "nobody": {}},
        ["1_3"],
        None,
    ],
    ids=["no version", "no claim", "no map", "null"],
)
def test_a_dispute_with_unreadable_claims_is_written_again(claims: object) -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    match.deliver(home, away)
    stored_claims = match.store.disputes["1_3"]["claims"]
    match.store.disputes["1_3"]["claims"] = claims
    match.store.state = None
    home.ball("2")
    [event] = match.write(home)
    assert match.agree(event).path == AgreeRoute.WHOLE
    assert match.store.disputes["1_3"]["claims"] == stored_claims


def test_the_log_continues_after_an_action_appended_by_an_administrator() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    appended = dict(match.matches.log["1_3"]) | {
        "id": "1_4",
        "sequenceNumber": 4,
        "nonce": "by-hand",
    }
    del appended["agreement"]
    match.matches.put("1_4", appended)
    home.balls("4 2")
    away.balls("4 2")
    match.deliver(home, away)
    assert match.log() == ["1", "4", "4", "2"]
    assert match.matches.log["1_5"]["follows"] == "by-hand"


def test_the_log_continues_after_an_unreadable_action() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    junk = {"id": "1_4", "nonce": "by-hand", "type": "nothing we know", "isVoided": False}
    match.matches.put("1_4", junk)
    home.ball("2")
    away.ball("2")
    match.deliver(home, away)
    assert match.matches.log["1_5"]["runsOffBat"] == 2
    assert match.matches.log["1_5"]["follows"] == "by-hand"
    home.ball("6")
    away.ball("6")
    match.deliver(home, away)
    assert match.matches.log["1_6"]["runsOffBat"] == 6
    assert reconcile_books(match.books) is None


def test_reconcile_finds_dropped_events_by_their_counts() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.write(home)
    match.write(away)
    result = reconcile_books(match.books)
    assert result is not None
    assert (result.path, match.log()) == (AgreeRoute.WHOLE, ["1", "4"])
    assert reconcile_books(match.books) is None
    home.void(home.entry_id(2))
    match.write(home)
    assert reconcile_books(match.books) is not None
    assert reconcile_books(match.books) is None


def test_an_unreadable_voided_entry_is_counted_as_voided() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    junk = {"id": "1_4", "type": "nothing we know", "recordedAs": ROLES[HOME], "isVoided": False}
    match.agree(match.store.put(home.person, "1_4", junk))
    assert reconcile_books(match.books) is None
    match.agree(match.store.put(home.person, "1_4", junk | {"isVoided": True}))
    assert reconcile_books(match.books) is None
    agree(match.books, is_whole=True)
    assert reconcile_books(match.books) is None


def test_an_unreadable_voided_action_is_counted_as_voided() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    junk = {"id": "1_4", "nonce": "by-hand", "type": "nothing we know", "isVoided": True}
    match.matches.put("1_4", junk)
    match.agree(LogChange("1_4"))
    assert reconcile_books(match.books) is None


def test_a_worker_continues_from_its_own_committed_state_without_a_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1"), Scribe(AWAY, "1")
    match.books = replace(match.books, now=lambda: NOON, recent=RecentStates())
    match.deliver(home, away)
    read_ids: list[str] = []
    read_state = match.matches.read_state

    def recording_read(match_id: str) -> StoredState:
        read_ids.append(match_id)
        return read_state(match_id)

    monkeypatch.setattr(match.matches, "read_state", recording_read)
    home.balls("4 2")
    away.balls("4 2")
    match.deliver(home, away)
    assert (match.log(), match.score(), read_ids) == (["1", "4", "2"], "7/0 (0.3)", [])
    home.void(home.entry_id(3))
    away.void(away.entry_id(3))
    match.deliver(home, away)
    assert (match.log(), match.score()) == (["1", "4", "(2)"], "5/0 (0.2)")
    catch_up(match.matches, match.now, MATCH_ID, ())
    match.matches.put("1_5", dict(match.matches.log["1_3"]) | {"id": "1_5", "sequenceNumber": 5})
    catch_up(match.matches, match.now, MATCH_ID, [match.matches.observed_action("1_5")])
    home.ball("6")
    away.ball("6")
    match.deliver(home, away)
    assert match.log() == ["1", "4", "(2)", "4", "6"]
    assert list(verify(match.matches, match.now, MATCH_ID)) == []


def test_a_log_change_not_made_by_the_books_causes_a_full_read() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    assert match.agree(LogChange("1_2")).path == AgreeRoute.WHOLE


def test_books_of_a_match_that_is_scored_directly_are_ignored() -> None:
    match, home, away = BookMatch("SINGLE"), Scribe(HOME, "1"), Scribe(AWAY, "1")
    match.deliver(home, away)
    assert agree(match.books).path == AgreeRoute.OTHER_TIER
    assert (match.matches.log, match.store.commits) == ({}, 0)
    assert reconcile_books(match.books) is None


def test_with_three_scorers_the_agreement_of_two_is_enough() -> None:
    match = BookMatch("TRIPLE")
    umpire, home, away = Scribe(UMPIRE, "1 4"), Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4")
    match.deliver(umpire, home, away)
    assert match.log() == ["1", "4"]
    assert match.store.consensus is not None
    assert match.store.consensus["seats"]["home"]["dissents"] == 1


def test_a_held_match_is_left_alone_until_the_hold_ends() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home)
    assert match.store.state is not None
    match.store.state["holdUntil"] = match.now() + timedelta(minutes=10)
    match.deliver(away)
    assert match.matches.log == {}
    assert match.agree().path == AgreeRoute.HELD
    assert agree(match.books, is_whole=True, ends_hold=True).path == AgreeRoute.WHOLE
    assert match.log() == ["1", "4"]
    away.ball("2")
    home.ball("2")
    match.deliver(home, away)
    assert match.log() == ["1", "4", "2"]


def test_an_innings_started_by_mistake_and_voided_does_not_complete_a_book() -> None:
    match, home, away = BookMatch(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    match.deliver(home, away)
    opening = entry_document(home.person, ROLES[HOME], home.entries[ActionId("1_1")])
    second_opening = {**opening, "id": "2_1", "inningsNumber": 2, "sequenceNumber": 1}
    for is_voided in (False, True):
        document = {**second_opening, "isVoided": is_voided}
        match.agree(match.store.put(home.person, "2_1", document))
    for token in (".", "1", "2"):
        away.ball(token)
        match.deliver(away)
        assert match.store.disputes == {}
        home.ball(token)
        match.deliver(home)
    assert match.log() == ["1", "4", "0", "1", "2"]
