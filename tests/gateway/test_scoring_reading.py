"""Tests the reads of a match for recording: the whole log once, then only its changes."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from scrbrd.adapters.codec import cached_inputs
from scrbrd.domain.effective import EffectiveLog, LogEntry, effective_log
from scrbrd.domain.json_types import Json
from scrbrd_gateway.problems import Problem
from scrbrd_gateway.scoring import log as log_module
from scrbrd_gateway.scoring import matches as matches_module
from scrbrd_gateway.scoring.answers import innings_answer
from scrbrd_gateway.scoring.firestore import Filter, FirestoreAway, FirestoreRest, StoredDocument
from scrbrd_gateway.scoring.matches import Matches
from tests.fakes.small_match import ball, innings_started, lineup_documents, match_document

pytestmark = pytest.mark.anyio

START_TIME = datetime(2026, 6, 1, 12, tzinfo=UTC)


class FakeFirestore(FirestoreRest):
    """Documents in memory in place of Firestore; records the queries."""

    def __init__(self) -> None:
        super().__init__("http://nowhere", "demo", httpx.AsyncClient(verify=False))
        self.match: StoredDocument | None = StoredDocument(
            "m1", match_document(), update_time_at(0)
        )
        self.log: dict[str, StoredDocument] = {}
        self.lineups = lineup_documents()
        self.people: dict[str, Json] = {}
        self.requested: list[tuple[str, Filter | None]] = []
        self.query_gate: asyncio.Event | None = None
        """An event that queries wait for."""
        self.read_at = ""
        """The read time of queries, in the format of the REST interface."""
        self.found_counts: list[int] = []
        """The number of log documents that each query found."""
        self.put("1_1", innings_started())

    def put(self, name: str, fields: Json) -> None:
        """Write an action, each one second after the one before."""
        second = len(self.log) + 1
        moment = START_TIME + timedelta(seconds=second)
        self.log[name] = StoredDocument(
            name, fields | {"updatedAt": moment}, update_time_at(second)
        )

    async def get(self, path: str, _token: str | None) -> StoredDocument | None:
        """Return the match."""
        return self.match if path == "matches/m1" else None

    async def query(
        self, _parent: str, collection: str, _token: str | None, where: Filter | None = None
    ) -> list[StoredDocument]:
        """Return the lineups, or the part of the log that the filter selects."""
        self.requested.append((collection, where))
        if self.query_gate is not None:
            await self.query_gate.wait()
        if collection == "lineups":
            return [
                StoredDocument(name, each, update_time_at(0)) for name, each in self.lineups.items()
            ]
        least = where.value if where else START_TIME
        selected = [each for each in self.log.values() if each.fields["updatedAt"] >= least]
        self.found_counts.append(len(selected))
        return [replace(each, read_time=self.read_at) for each in selected]

    async def read(
        self, paths: Sequence[str], _fields: Sequence[str], _token: str | None
    ) -> list[StoredDocument]:
        """Return the existing ones of some people."""
        ids = [path.removeprefix("people/") for path in paths]
        return [
            StoredDocument(each, self.people[each], update_time_at(0))
            for each in ids
            if each in self.people
        ]

    def filters_of(self, collection: str) -> list[Filter | None]:
        """Return the filters of the queries for a collection."""
        return [where for name, where in self.requested if name == collection]


def update_time_at(second: int) -> str:
    """Return the update time of a document written `second` seconds after the start."""
    return (START_TIME + timedelta(seconds=second)).isoformat()


class Clock:
    """A clock that a test sets."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def test_a_log_is_read_completely_once_and_then_by_its_changes() -> None:
    firestore, clock = FakeFirestore(), Clock()
    matches = Matches(firestore, clock)
    first = await matches.read("m1", None)
    for sequence in range(2, 20):
        firestore.put(f"1_{sequence}", ball(sequence, 1))
    second = await matches.read("m1", None)
    assert (len(first.log.entries), len(second.log.entries)) == (1, 19)
    firestore.put("1_20", ball(20, 1))
    third = await matches.read("m1", None)
    assert third.log.entries[1, 2] is second.log.entries[1, 2]
    first_filter, second_filter, third_filter = firestore.filters_of("scoring_actions")
    assert (first_filter, second_filter is None, third_filter is None) == (None, False, False)
    assert third_filter is not None
    assert third_filter.value == START_TIME + timedelta(seconds=19) - matches_module.OVERLAP
    clock.seconds = matches_module.WHOLE_SECONDS + 1
    await matches.read("m1", None)
    await matches.read("m1", None, whole=True)
    assert firestore.filters_of("scoring_actions")[3:] == [None, None]


async def test_a_read_states_whether_it_was_of_the_whole_log() -> None:
    firestore, clock = FakeFirestore(), Clock()
    matches = Matches(firestore, clock)
    read = [await matches.read("m1", None) for _ in range(2)]
    read += [await matches.read("m1", None, whole=True), await matches.read("m1", None)]
    assert [each.is_whole for each in read] == [True, False, True, False]
    clock.seconds = matches_module.WHOLE_SECONDS + 1
    assert (await matches.read("m1", None)).is_whole
    assert not (await matches.read_book("m1", "ann", "token")).is_whole  # the log is cached
    assert (await matches.read_book("m1", "ann", "token", whole=True)).is_whole


async def test_a_deleted_action_stays_until_the_whole_log_is_read() -> None:
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    firestore.put("1_2", ball(2, 4))
    await matches.read("m1", None)
    del firestore.log["1_2"]
    assert len((await matches.read("m1", None)).log.entries) == 2
    assert len((await matches.read("m1", None, whole=True)).log.entries) == 1
    assert len((await matches.read("m1", None)).log.entries) == 1


async def test_a_recreated_match_has_none_of_its_old_actions() -> None:
    firestore = FakeFirestore()
    firestore.match = StoredDocument("m1", match_document(), update_time_at(0), update_time_at(0))
    matches = Matches(firestore, Clock())
    firestore.put("1_2", ball(2, 4))
    before = await matches.read_book("m1", "ann", "token")
    assert len((await matches.read("m1", None)).log.entries) == len(before.log.entries) == 2
    del firestore.log["1_2"]
    firestore.match = StoredDocument("m1", match_document(), update_time_at(9), update_time_at(9))
    book = await matches.read_book("m1", "ann", "token")
    assert (len(book.log.entries), book.is_whole) == (1, True)
    match_read = await matches.read("m1", None)
    assert (len(match_read.log.entries), match_read.is_whole) == (1, False)


async def test_a_slow_read_of_changes_does_not_overwrite_a_later_whole_read() -> None:
    firestore, clock = FakeFirestore(), Clock()
    matches = Matches(firestore, clock)
    firestore.put("1_2", ball(2, 4))
    await matches.read("m1", None)
    clock.seconds = 1.0
    may_finish = firestore.query_gate = asyncio.Event()
    slow_read = asyncio.create_task(matches.read("m1", None))
    while len(firestore.filters_of("scoring_actions")) < 2:  # the second queries the changes
        await asyncio.sleep(0)
    firestore.query_gate = None
    del firestore.log["1_2"]
    await matches.read("m1", None, whole=True)
    may_finish.set()
    assert len((await slow_read).log.entries) == 2
    assert len((await matches.read("m1", None)).log.entries) == 1


async def test_an_action_that_was_voided_is_read_again() -> None:
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    firestore.put("1_2", ball(2, 4))
    assert (await matches.read("m1", None)).log.state().innings[0].runs == 4
    firestore.put("1_2", ball(2, 4, isVoided=True))
    voided = await matches.read("m1", None)
    assert voided.log.state().innings[0].runs == 0
    assert matches.update_time("matches/m1/scoring_actions", "1_2") == update_time_at(3)


async def test_an_imported_log_is_read_once_for_all_readers() -> None:
    """The log was written within seconds, so each action is as new as the newest one."""
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    for sequence in range(2, 9):
        firestore.put(f"1_{sequence}", ball(sequence, 1))
    firestore.read_at = update_time_at(3600)
    for _ in range(3):
        assert len((await matches.read("m1", None)).log.entries) == 8
    assert firestore.found_counts == [8, 0, 0]


async def test_an_action_written_into_an_old_log_is_read() -> None:
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    firestore.read_at = update_time_at(3600)
    await matches.read("m1", None)
    moment = START_TIME + timedelta(seconds=3601)
    # Stamped long before it was committed.
    late_time = moment - matches_module.SETTLED + timedelta(seconds=2)
    firestore.log["1_2"] = StoredDocument(
        "1_2", ball(2, 4) | {"updatedAt": late_time}, update_time_at(3601)
    )
    firestore.read_at = update_time_at(3602)
    assert len((await matches.read("m1", None)).log.entries) == 2
    firestore.log["1_3"] = StoredDocument(
        "1_3", ball(3, 1) | {"updatedAt": moment}, update_time_at(3602)
    )
    assert len((await matches.read("m1", None)).log.entries) == 3


async def test_in_a_match_in_play_the_last_seconds_are_read_again() -> None:
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    firestore.read_at = update_time_at(2)
    await matches.read("m1", None)
    await matches.read("m1", None)
    assert firestore.found_counts == [1, 1]


async def test_the_effective_log_is_computed_once_per_change(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    entry_counts: list[int] = []

    def counting_effective_log(entries: Collection[LogEntry]) -> EffectiveLog:
        entry_counts.append(len(entries))
        return effective_log(entries)

    monkeypatch.setattr(log_module, "effective_log", counting_effective_log)
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    firestore.put("1_2", ball(2, 4))
    for _ in range(3):
        log = (await matches.read("m1", None)).log
        assert (log.state().innings[0].runs, len(log.effective())) == (4, 2)
    assert entry_counts == [2]
    firestore.put("1_3", ball(3, 1))
    log = (await matches.read("m1", None)).log
    assert (log.state().innings[0].runs, len(log.effective())) == (5, 3)
    assert entry_counts == [2, 3]


async def test_a_timestamp_in_the_future_hides_no_later_change() -> None:
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    future = START_TIME + timedelta(hours=2)
    firestore.log["1_1"] = StoredDocument(
        "1_1", innings_started() | {"updatedAt": future}, update_time_at(1)
    )
    await matches.read("m1", None)
    firestore.put("1_2", ball(2, 4))
    assert len((await matches.read("m1", None)).log.entries) == 2
    assert firestore.filters_of("scoring_actions")[1] is not None


async def test_an_older_version_does_not_replace_a_newer_one() -> None:
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock())
    firestore.put("1_2", ball(2, 4))
    await matches.read("m1", None)
    firestore.log["1_2"] = StoredDocument(
        "1_2", ball(2, 6) | {"updatedAt": START_TIME}, update_time_at(0)
    )
    assert (await matches.read("m1", None)).log.state().innings[0].runs == 4


async def test_lineups_are_read_at_intervals_and_conditions_at_once() -> None:
    firestore, clock = FakeFirestore(), Clock()
    matches = Matches(firestore, clock)
    for _ in range(3):
        await matches.read("m1", None)
    firestore.match = StoredDocument(
        "m1", match_document() | {"conditions": {"wideRuns": 2}}, update_time_at(9)
    )
    match_read = await matches.read("m1", None)
    assert match_read.log.inputs.setup.conditions.wide_runs == 2
    assert len(firestore.filters_of("lineups")) == 1
    clock.seconds = matches_module.LINEUP_SECONDS + 1
    await matches.read("m1", None)
    assert len(firestore.filters_of("lineups")) == 2


async def test_players_have_the_same_names_as_in_the_score() -> None:
    firestore, clock = FakeFirestore(), Clock()
    firestore.put("1_2", ball(2, 1))
    for each in firestore.lineups.values():
        each.pop("playerName", None)
    names = {each["playerId"]: f"Name of {each['playerId']}" for each in firestore.lineups.values()}
    firestore.people = {name: {"displayName": text} for name, text in names.items()}
    matches = Matches(firestore, clock)
    match_read = await matches.read("m1", None)
    named_inputs = cached_inputs("m1", match_document(), firestore.lineups, names).inputs
    expected_answer = innings_answer(match_read.log.with_inputs(named_inputs), "HONOR", 1)
    assert innings_answer(match_read.log, "HONOR", 1) == expected_answer
    assert "Name of" in str(expected_answer.card)
    # The names after an erasure.
    firestore.people = {name: {"displayName": "Player"} for name in names}
    clock.seconds = matches_module.LINEUP_SECONDS + 1
    erased = await matches.read("m1", None)
    assert "Name of" not in str(innings_answer(erased.log, "HONOR", 1).card)


async def test_a_recreated_match_has_none_of_its_old_lineups() -> None:
    """A new match may be deleted and created again with other sides within a moment."""
    firestore = FakeFirestore()
    firestore.match = StoredDocument("m1", match_document(), update_time_at(0), update_time_at(0))
    matches = Matches(firestore, Clock())
    before = (await matches.read("m1", None)).log.inputs
    assert any(before.eleven_ids.values())
    firestore.lineups = {}
    firestore.match = StoredDocument("m1", match_document(), update_time_at(9), update_time_at(9))
    after = (await matches.read("m1", None)).log.inputs
    assert not any(after.eleven_ids.values())
    firestore.requested.clear()
    assert (await matches.read("m1", None)).log.inputs is after
    assert firestore.filters_of("lineups") == []


async def test_a_log_that_is_no_longer_cached_is_read_completely_again() -> None:
    firestore = FakeFirestore()
    matches = Matches(firestore, Clock(), most_logs=1)
    for _ in range(2):
        match_read = await matches.read_book("m1", "ann", "token")
        assert match_read.log.base == ()
        assert (await matches.read("m1", None)).log.head(1) is not None
    assert None in firestore.filters_of("scoring_actions")[1:]


async def test_a_missing_match_is_answered_with_404() -> None:
    firestore = FakeFirestore()
    firestore.match = None
    with pytest.raises(Problem) as raised:
        await Matches(firestore, Clock()).read("m1", None)
    assert raised.value.status == 404


async def test_an_error_of_one_of_two_reads_is_raised_after_both_ended() -> None:
    ended: list[str] = []

    async def fail() -> None:
        raise FirestoreAway("UNAVAILABLE", "away")

    async def end() -> None:
        ended.append("end")

    with pytest.raises(FirestoreAway):
        await matches_module.gather_two(fail(), end())
    assert ended == ["end"]
