"""The trigger on books: what it writes into the log, and that nothing is lost or done twice."""

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
from tests.handlers.books.playing import MATCH_ID, Ground, entry_document


def test_a_ball_enters_when_both_have_it_and_spectators_see_it_at_once() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1")
    ground.arrive(home)
    assert ground.matches.log == {}
    ground.arrive(away)
    assert ground.log() == ["1"]
    assert ground.score() == "1/0 (0.1)"
    away.ball("4")
    ground.arrive(away)
    assert (ground.log(), ground.score()) == (["1", "4"], "5/0 (0.2)")


def test_every_action_names_the_entries_it_stands_on() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1"), Scribe(AWAY, "1")
    ground.arrive(home, away)
    action = ground.matches.log["1_2"]
    assert action["agreement"] == {
        "tier": "DUAL",
        "entries": {
            "home": {"personId": "scorer_home", "entryId": "1_2", "versionId": "1_2"},
            "away": {"personId": "scorer_away", "entryId": "1_2", "versionId": "1_2"},
        },
    }
    assert action["follows"] == ground.matches.log["1_1"]["nonce"]
    assert action["recordedBy"] == "scorer_home"


def test_an_event_twice_changes_nothing_and_reads_two_documents() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    events = [*ground.write(home), *ground.write(away)]
    ground.agree(*events)
    log, commits, reads = dict(ground.matches.log), ground.store.commits, ground.store.reads
    assert ground.agree(events[0]).path == AgreeRoute.DUPLICATE
    assert (ground.matches.log, ground.store.commits) == (log, commits)
    assert ground.store.reads - reads == 2


def test_the_last_event_alone_brings_all_before_it() -> None:
    ground, home, away = Ground(), Scribe(HOME), Scribe(AWAY)
    ground.arrive(home, away)
    home.balls("1 4 . 2")
    away.balls("1 4 . 2")
    [*_, last_home], [*_, last_away] = ground.write(home), ground.write(away)
    ground.agree(last_away)
    assert ground.agree(last_home).path == AgreeRoute.NEXT
    assert ground.log() == ["1", "4", "0", "2"]


def test_a_ball_that_differs_is_disputed_and_the_log_waits() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    assert ground.log() == ["1"]
    [(name, dispute)] = ground.store.disputes.items()
    assert (name, dispute["status"], dispute["kind"]) == ("1_3", "open", "score")
    assert dispute["claims"]["home"]["ball"]["runsOffBat"] == 6
    assert dispute["fields"] == ["score"]
    assert ground.store.disputed == {"openDisputes": 1, "blockedAt": "1_3"}
    home.mend(2)
    ground.arrive(home)
    dispute = ground.store.disputes[name]
    assert (dispute["status"], dispute["method"]) == ("resolved", "amended")
    assert (ground.log(), ground.store.disputed) == (
        ["1", "4", "1"],
        {"openDisputes": 0, "blockedAt": None},
    )


def test_a_ruling_resolves_a_dispute_and_is_named_in_the_action() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    about = {"kind": "dispute", "method": "umpire", "disputeId": "1_3", "decidedAs": "umpire"}
    entries = {"home": "1_3", "away": "1_3"}
    ground.agree(ground.store.rule({**about, "entries": entries, "accepts": "away"}))
    assert ground.log() == ["1", "4", "1"]
    assert ground.matches.log["1_3"]["agreement"]["rulings"] == [1]
    dispute = ground.store.disputes["1_3"]
    assert (dispute["status"], dispute["method"], dispute["rulingNumber"]) == (
        "resolved",
        "umpire",
        1,
    )


def test_a_ball_is_voided_when_both_withdraw_it_and_redone_when_both_have_it_again() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4 2"), Scribe(AWAY, "1 4 2")
    ground.arrive(home, away)
    home.void(home.entry(3))
    ground.arrive(home)
    assert ground.log() == ["1", "4", "2"]
    away.void(away.entry(3))
    ground.arrive(away)
    voided = ground.matches.log["1_4"]
    assert (ground.log(), voided["voidedBy"]) == (["1", "4", "(2)"], "consensus")
    assert set(voided["voidAgreement"]["books"]) == {"home", "away"}
    home.redo(home.entry(3))
    away.redo(away.entry(3))
    ground.arrive(home, away)
    assert (ground.log(), ground.score()) == (["1", "4", "2"], "7/0 (0.3)")


def test_a_correction_stamps_what_it_corrects_and_the_score_follows() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    home.correct(2, "6")
    away.correct(2, "6")
    ground.arrive(home, away)
    assert ground.matches.log["1_3"]["correctedBy"] == "1_5"
    assert ground.matches.log["1_5"]["corrects"] == "1_3"
    assert ground.score() == "8/0 (0.3)"


def test_what_waited_long_enters_in_several_commits() -> None:
    balls = "1 . 4 2 . 1 " * 12
    ground, home, away = Ground(), Scribe(HOME, balls), Scribe(AWAY, balls)
    events = [*ground.write(home), *ground.write(away)]
    done = ground.agree(*events)
    assert len(done.operations) == 73
    assert ground.store.commits == 2
    assert len(ground.log()) == 72


def test_a_worker_that_stops_between_two_commits_is_made_up_for() -> None:
    balls = "1 . 4 2 . 1 " * 12
    ground, home, away = Ground(), Scribe(HOME, balls), Scribe(AWAY, balls)
    events = [*ground.write(home), *ground.write(away)]

    def stop() -> None:
        if ground.store.commits:
            raise RuntimeError("stopped")

    ground.store.before_commit = stop
    with pytest.raises(RuntimeError, match="stopped"):
        ground.agree(*events)
    ground.store.before_commit = None
    assert len(ground.log()) == 39
    ground.agree(events[0])
    assert len(ground.log()) == 72


def test_of_two_workers_the_second_goes_on_from_what_the_first_wrote() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home)
    first, second, third = ground.write(away)
    calls: list[int] = []

    def meanwhile() -> None:
        if not calls:
            calls.append(1)
            ground.agree(second)

    ground.store.before_commit = meanwhile
    assert ground.agree(third).tries == 2
    assert ground.log() == ["1", "4"]
    assert ground.agree(first).path == AgreeRoute.DUPLICATE


def test_a_lost_state_is_rebuilt_from_log_and_books() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    log, disputes = dict(ground.matches.log), dict(ground.store.disputes)
    ground.store.state = None
    home.ball("2")
    [event] = ground.write(home)
    assert ground.agree(event).path == AgreeRoute.WHOLE
    assert (ground.matches.log, ground.store.disputes) == (log, disputes)


@pytest.mark.parametrize(
    "claims",
    [
        {"home": {"personId": "a", "entryId": "1_3"}},
        {"home": "1_3", "nobody": {}},
        ["1_3"],
        None,
    ],
    ids=["no version", "no claim", "no map", "nothing"],
)
def test_a_dispute_whose_claims_cannot_be_read_is_written_anew(claims: object) -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4=6 1"), Scribe(AWAY, "1 4 1")
    ground.arrive(home, away)
    stored_claims = ground.store.disputes["1_3"]["claims"]
    ground.store.disputes["1_3"]["claims"] = claims
    ground.store.state = None
    home.ball("2")
    [event] = ground.write(home)
    assert ground.agree(event).path == AgreeRoute.WHOLE
    assert ground.store.disputes["1_3"]["claims"] == stored_claims


def test_an_action_that_an_administrator_appended_is_read_and_gone_on_from() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home, away)
    mine = dict(ground.matches.log["1_3"]) | {"id": "1_4", "sequenceNumber": 4, "nonce": "by-hand"}
    del mine["agreement"]
    ground.matches.put("1_4", mine)
    home.balls("4 2")
    away.balls("4 2")
    ground.arrive(home, away)
    assert ground.log() == ["1", "4", "4", "2"]
    assert ground.matches.log["1_5"]["follows"] == "by-hand"


def test_the_log_goes_on_behind_an_action_that_cannot_be_read() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home, away)
    junk = {"id": "1_4", "nonce": "by-hand", "type": "nothing we know", "isVoided": False}
    ground.matches.put("1_4", junk)
    home.ball("2")
    away.ball("2")
    ground.arrive(home, away)
    assert ground.matches.log["1_5"]["runsOffBat"] == 2
    assert ground.matches.log["1_5"]["follows"] == "by-hand"
    home.ball("6")
    away.ball("6")
    ground.arrive(home, away)
    assert ground.matches.log["1_6"]["runsOffBat"] == 6
    assert reconcile_books(ground.books) is None


def test_dropped_events_are_healed_by_counting() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.write(home)
    ground.write(away)
    done = reconcile_books(ground.books)
    assert done is not None
    assert (done.path, ground.log()) == (AgreeRoute.WHOLE, ["1", "4"])
    assert reconcile_books(ground.books) is None
    home.void(home.entry(2))
    ground.write(home)
    assert reconcile_books(ground.books) is not None
    assert reconcile_books(ground.books) is None


def test_an_entry_that_cannot_be_read_and_is_voided_is_counted_as_such() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home, away)
    junk = {"id": "1_4", "type": "nothing we know", "recordedAs": ROLES[HOME], "isVoided": False}
    ground.agree(ground.store.put(home.person, "1_4", junk))
    assert reconcile_books(ground.books) is None
    ground.agree(ground.store.put(home.person, "1_4", junk | {"isVoided": True}))
    assert reconcile_books(ground.books) is None
    agree(ground.books, is_whole=True)
    assert reconcile_books(ground.books) is None


def test_an_action_that_cannot_be_read_and_is_voided_is_counted_as_such() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home, away)
    junk = {"id": "1_4", "nonce": "by-hand", "type": "nothing we know", "isVoided": True}
    ground.matches.put("1_4", junk)
    ground.agree(LogChange("1_4"))
    assert reconcile_books(ground.books) is None


def test_a_worker_goes_on_from_the_state_that_it_committed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ground, home, away = Ground(), Scribe(HOME, "1"), Scribe(AWAY, "1")
    ground.books = replace(ground.books, now=lambda: NOON, recent=RecentStates())
    ground.arrive(home, away)
    read: list[str] = []
    read_state = ground.matches.read_state

    def reading(match_id: str) -> StoredState:
        read.append(match_id)
        return read_state(match_id)

    monkeypatch.setattr(ground.matches, "read_state", reading)
    home.balls("4 2")
    away.balls("4 2")
    ground.arrive(home, away)
    assert (ground.log(), ground.score(), read) == (["1", "4", "2"], "7/0 (0.3)", [])
    home.void(home.entry(3))
    away.void(away.entry(3))
    ground.arrive(home, away)
    assert (ground.log(), ground.score()) == (["1", "4", "(2)"], "5/0 (0.2)")
    catch_up(ground.matches, ground.now, MATCH_ID, ())
    ground.matches.put("1_5", dict(ground.matches.log["1_3"]) | {"id": "1_5", "sequenceNumber": 5})
    catch_up(ground.matches, ground.now, MATCH_ID, [ground.matches.observed("1_5")])
    home.ball("6")
    away.ball("6")
    ground.arrive(home, away)
    assert ground.log() == ["1", "4", "(2)", "4", "6"]
    assert list(verify(ground.matches, ground.now, MATCH_ID)) == []


def test_a_change_past_the_books_has_everything_read_again() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home, away)
    assert ground.agree(LogChange("1_2")).path == AgreeRoute.WHOLE


def test_books_of_a_match_that_is_scored_directly_are_ignored() -> None:
    ground, home, away = Ground("SINGLE"), Scribe(HOME, "1"), Scribe(AWAY, "1")
    ground.arrive(home, away)
    assert agree(ground.books).path == AgreeRoute.OTHER_TIER
    assert (ground.matches.log, ground.store.commits) == ({}, 0)
    assert reconcile_books(ground.books) is None


def test_under_three_scorers_two_are_enough() -> None:
    ground = Ground("TRIPLE")
    umpire, home, away = Scribe(UMPIRE, "1 4"), Scribe(HOME, "1 4=6"), Scribe(AWAY, "1 4")
    ground.arrive(umpire, home, away)
    assert ground.log() == ["1", "4"]
    assert ground.store.consensus is not None
    assert ground.store.consensus["seats"]["home"]["dissents"] == 1


def test_a_match_that_a_job_holds_is_left_alone_until_it_ends() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home)
    assert ground.store.state is not None
    ground.store.state["holdUntil"] = ground.now() + timedelta(minutes=10)
    ground.arrive(away)
    assert ground.matches.log == {}
    assert ground.agree().path == AgreeRoute.HELD
    assert agree(ground.books, is_whole=True, ends_hold=True).path == AgreeRoute.WHOLE
    assert ground.log() == ["1", "4"]
    away.ball("2")
    home.ball("2")
    ground.arrive(home, away)
    assert ground.log() == ["1", "4", "2"]


def test_an_innings_that_was_begun_by_mistake_and_undone_makes_no_book_complete() -> None:
    ground, home, away = Ground(), Scribe(HOME, "1 4"), Scribe(AWAY, "1 4")
    ground.arrive(home, away)
    opening = entry_document(home.person, ROLES[HOME], home.entries[ActionId("1_1")])
    begun = {**opening, "id": "2_1", "inningsNumber": 2, "sequenceNumber": 1}
    for is_voided in (False, True):
        document = {**begun, "isVoided": is_voided}
        ground.agree(ground.store.put(home.person, "2_1", document))
    for token in (".", "1", "2"):
        away.ball(token)
        ground.arrive(away)
        assert ground.store.disputes == {}
        home.ball(token)
        ground.arrive(home)
    assert ground.log() == ["1", "4", "0", "1", "2"]
