"""What is read of a match for a record: all of it once, then what changed."""

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
from tests.fakes.small_match import ball, lineup_documents, match_document, started

pytestmark = pytest.mark.anyio

BEGAN = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Shelf(FirestoreRest):
    """Documents without a Firestore; remembers what was asked for."""

    def __init__(self) -> None:
        super().__init__("http://nowhere", "demo", httpx.AsyncClient(verify=False))
        self.match: StoredDocument | None = StoredDocument("m1", match_document(), stamp(0))
        self.log: dict[str, StoredDocument] = {}
        self.lineups = lineup_documents()
        self.people: dict[str, Json] = {}
        self.requested: list[tuple[str, Filter | None]] = []
        self.slow: asyncio.Event | None = None
        """What queries wait for."""
        self.read_at = ""
        """When queries are answered, as the interface says it."""
        self.found: list[int] = []
        """How many documents of the log each query found."""
        self.put("1_1", started())

    def put(self, name: str, fields: Json) -> None:
        """Write an action; each a second after the one before."""
        second = len(self.log) + 1
        moment = BEGAN + timedelta(seconds=second)
        self.log[name] = StoredDocument(name, fields | {"updatedAt": moment}, stamp(second))

    async def get(self, path: str, _token: str | None) -> StoredDocument | None:
        """Return the match."""
        return self.match if path == "matches/m1" else None

    async def query(
        self, _parent: str, collection: str, _token: str | None, where: Filter | None = None
    ) -> list[StoredDocument]:
        """Return lineups, or the log as far as it is asked for."""
        self.requested.append((collection, where))
        if self.slow is not None:
            await self.slow.wait()
        if collection == "lineups":
            return [StoredDocument(name, each, stamp(0)) for name, each in self.lineups.items()]
        least = where.value if where else BEGAN
        found = [each for each in self.log.values() if each.fields["updatedAt"] >= least]
        self.found.append(len(found))
        return [replace(each, read_time=self.read_at) for each in found]

    async def read(
        self, paths: Sequence[str], _fields: Sequence[str], _token: str | None
    ) -> list[StoredDocument]:
        """Return people."""
        ids = [path.removeprefix("people/") for path in paths]
        return [
            StoredDocument(each, self.people[each], stamp(0)) for each in ids if each in self.people
        ]

    def filters_of(self, collection: str) -> list[Filter | None]:
        """Return by what a collection was asked for."""
        return [where for name, where in self.requested if name == collection]


def stamp(second: int) -> str:
    return (BEGAN + timedelta(seconds=second)).isoformat()


class Clock:
    """Seconds that pass when they are told to."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


async def test_a_log_is_read_whole_once_and_then_by_its_changes() -> None:
    shelf, clock = Shelf(), Clock()
    matches = Matches(shelf, clock)
    first = await matches.read("m1", None)
    for sequence in range(2, 20):
        shelf.put(f"1_{sequence}", ball(sequence, 1))
    second = await matches.read("m1", None)
    assert (len(first.log.entries), len(second.log.entries)) == (1, 19)
    shelf.put("1_20", ball(20, 1))
    third = await matches.read("m1", None)
    assert third.log.entries[1, 2] is second.log.entries[1, 2]
    whole, changed, again = shelf.filters_of("scoring_actions")
    assert (whole, changed is None, again is None) == (None, False, False)
    assert again is not None
    assert again.value == BEGAN + timedelta(seconds=19) - matches_module.OVERLAP
    clock.seconds = matches_module.WHOLE_SECONDS + 1
    await matches.read("m1", None)
    await matches.read("m1", None, whole=True)
    assert shelf.filters_of("scoring_actions")[3:] == [None, None]


async def test_a_read_says_whether_it_was_of_the_whole_log() -> None:
    shelf, clock = Shelf(), Clock()
    matches = Matches(shelf, clock)
    read = [await matches.read("m1", None) for _ in range(2)]
    read += [await matches.read("m1", None, whole=True), await matches.read("m1", None)]
    assert [each.is_whole for each in read] == [True, False, True, False]
    clock.seconds = matches_module.WHOLE_SECONDS + 1
    assert (await matches.read("m1", None)).is_whole
    assert not (await matches.read_book("m1", "ann", "token")).is_whole  # the log is kept
    assert (await matches.read_book("m1", "ann", "token", whole=True)).is_whole


async def test_what_was_deleted_is_kept_until_the_whole_log_is_read() -> None:
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    shelf.put("1_2", ball(2, 4))
    await matches.read("m1", None)
    del shelf.log["1_2"]
    assert len((await matches.read("m1", None)).log.entries) == 2
    assert len((await matches.read("m1", None, whole=True)).log.entries) == 1
    assert len((await matches.read("m1", None)).log.entries) == 1


async def test_a_match_that_was_made_again_has_none_of_its_old_logs() -> None:
    shelf = Shelf()
    shelf.match = StoredDocument("m1", match_document(), stamp(0), stamp(0))
    matches = Matches(shelf, Clock())
    shelf.put("1_2", ball(2, 4))
    before = await matches.read_book("m1", "ann", "token")
    assert len((await matches.read("m1", None)).log.entries) == len(before.log.entries) == 2
    del shelf.log["1_2"]
    shelf.match = StoredDocument("m1", match_document(), stamp(9), stamp(9))
    book = await matches.read_book("m1", "ann", "token")
    assert (len(book.log.entries), book.is_whole) == (1, True)
    now = await matches.read("m1", None)
    assert (len(now.log.entries), now.is_whole) == (1, False)


async def test_a_read_of_changes_takes_no_whole_reads_place() -> None:
    shelf, clock = Shelf(), Clock()
    matches = Matches(shelf, clock)
    shelf.put("1_2", ball(2, 4))
    await matches.read("m1", None)
    clock.seconds = 1.0
    ends = shelf.slow = asyncio.Event()
    slow = asyncio.create_task(matches.read("m1", None))
    while len(shelf.filters_of("scoring_actions")) < 2:  # it asks for the changes of what is kept
        await asyncio.sleep(0)
    shelf.slow = None
    del shelf.log["1_2"]
    await matches.read("m1", None, whole=True)
    ends.set()
    assert len((await slow).log.entries) == 2
    assert len((await matches.read("m1", None)).log.entries) == 1


async def test_an_action_that_was_voided_is_read_again() -> None:
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    shelf.put("1_2", ball(2, 4))
    assert (await matches.read("m1", None)).log.state().innings[0].runs == 4
    shelf.put("1_2", ball(2, 4, isVoided=True))
    voided = await matches.read("m1", None)
    assert voided.log.state().innings[0].runs == 0
    assert matches.update_time("matches/m1/scoring_actions", "1_2") == stamp(3)


async def test_an_imported_log_is_read_once_and_not_for_each_who_looks() -> None:
    """All of it was written within seconds, so all of it is as new as its newest action."""
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    for sequence in range(2, 9):
        shelf.put(f"1_{sequence}", ball(sequence, 1))
    shelf.read_at = stamp(3600)
    for _ in range(3):
        assert len((await matches.read("m1", None)).log.entries) == 8
    assert shelf.found == [8, 0, 0]


async def test_what_is_written_into_an_old_log_is_read() -> None:
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    shelf.read_at = stamp(3600)
    await matches.read("m1", None)
    moment = BEGAN + timedelta(seconds=3601)
    # Stamped long before it was committed.
    late = moment - matches_module.SETTLED + timedelta(seconds=2)
    shelf.log["1_2"] = StoredDocument("1_2", ball(2, 4) | {"updatedAt": late}, stamp(3601))
    shelf.read_at = stamp(3602)
    assert len((await matches.read("m1", None)).log.entries) == 2
    shelf.log["1_3"] = StoredDocument("1_3", ball(3, 1) | {"updatedAt": moment}, stamp(3602))
    assert len((await matches.read("m1", None)).log.entries) == 3


async def test_of_a_match_in_play_the_last_seconds_are_read_again() -> None:
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    shelf.read_at = stamp(2)
    await matches.read("m1", None)
    await matches.read("m1", None)
    assert shelf.found == [1, 1]


async def test_a_log_that_has_not_changed_is_worked_out_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    worked_out: list[int] = []

    def counting(entries: Collection[LogEntry]) -> EffectiveLog:
        worked_out.append(len(entries))
        return effective_log(entries)

    monkeypatch.setattr(log_module, "effective_log", counting)
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    shelf.put("1_2", ball(2, 4))
    for _ in range(3):
        log = (await matches.read("m1", None)).log
        assert (log.state().innings[0].runs, len(log.effective())) == (4, 2)
    assert worked_out == [2]
    shelf.put("1_3", ball(3, 1))
    log = (await matches.read("m1", None)).log
    assert (log.state().innings[0].runs, len(log.effective())) == (5, 3)
    assert worked_out == [2, 3]


async def test_a_time_that_is_to_come_hides_nothing_of_what_comes_until_then() -> None:
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    to_come = BEGAN + timedelta(hours=2)
    shelf.log["1_1"] = StoredDocument("1_1", started() | {"updatedAt": to_come}, stamp(1))
    await matches.read("m1", None)
    shelf.put("1_2", ball(2, 4))
    assert len((await matches.read("m1", None)).log.entries) == 2
    assert shelf.filters_of("scoring_actions")[1] is not None


async def test_an_older_version_takes_no_newer_ones_place() -> None:
    shelf = Shelf()
    matches = Matches(shelf, Clock())
    shelf.put("1_2", ball(2, 4))
    await matches.read("m1", None)
    shelf.log["1_2"] = StoredDocument("1_2", ball(2, 6) | {"updatedAt": BEGAN}, stamp(0))
    assert (await matches.read("m1", None)).log.state().innings[0].runs == 4


async def test_lineups_are_read_now_and_then_and_conditions_at_once() -> None:
    shelf, clock = Shelf(), Clock()
    matches = Matches(shelf, clock)
    for _ in range(3):
        await matches.read("m1", None)
    shelf.match = StoredDocument("m1", match_document() | {"conditions": {"wideRuns": 2}}, stamp(9))
    now = await matches.read("m1", None)
    assert now.log.inputs.setup.conditions.wide_runs == 2
    assert len(shelf.filters_of("lineups")) == 1
    clock.seconds = matches_module.LINEUP_SECONDS + 1
    await matches.read("m1", None)
    assert len(shelf.filters_of("lineups")) == 2


async def test_players_have_the_names_that_the_score_has() -> None:
    shelf, clock = Shelf(), Clock()
    shelf.put("1_2", ball(2, 1))
    for each in shelf.lineups.values():
        each.pop("playerName", None)
    names = {each["playerId"]: f"Name of {each['playerId']}" for each in shelf.lineups.values()}
    shelf.people = {name: {"displayName": text} for name, text in names.items()}
    matches = Matches(shelf, clock)
    now = await matches.read("m1", None)
    theirs = cached_inputs("m1", match_document(), shelf.lineups, names).inputs
    wanted = innings_answer(now.log.with_inputs(theirs), "HONOR", 1)
    assert innings_answer(now.log, "HONOR", 1) == wanted
    assert "Name of" in str(wanted.card)
    shelf.people = {name: {"displayName": "Player"} for name in names}  # as an erasure leaves them
    clock.seconds = matches_module.LINEUP_SECONDS + 1
    erased = await matches.read("m1", None)
    assert "Name of" not in str(innings_answer(erased.log, "HONOR", 1).card)


async def test_a_match_that_was_made_again_has_none_of_its_old_lineups() -> None:
    """Somebody deletes a match of a moment ago, and makes it again with other sides."""
    shelf = Shelf()
    shelf.match = StoredDocument("m1", match_document(), stamp(0), stamp(0))
    matches = Matches(shelf, Clock())
    before = (await matches.read("m1", None)).log.inputs
    assert any(before.eleven_ids.values())
    shelf.lineups = {}
    shelf.match = StoredDocument("m1", match_document(), stamp(9), stamp(9))
    after = (await matches.read("m1", None)).log.inputs
    assert not any(after.eleven_ids.values())
    shelf.requested.clear()
    assert (await matches.read("m1", None)).log.inputs is after
    assert shelf.filters_of("lineups") == []


async def test_a_log_that_is_not_kept_is_read_whole_again() -> None:
    shelf = Shelf()
    matches = Matches(shelf, Clock(), most_logs=1)
    for _ in range(2):
        now = await matches.read_book("m1", "ann", "token")
        assert now.log.base == ()
        assert (await matches.read("m1", None)).log.head(1) is not None
    assert None in shelf.filters_of("scoring_actions")[1:]


async def test_a_match_that_is_not_there_is_unknown() -> None:
    shelf = Shelf()
    shelf.match = None
    with pytest.raises(Problem) as raised:
        await Matches(shelf, Clock()).read("m1", None)
    assert raised.value.status == 404


async def test_of_two_reads_an_error_is_told_once_both_have_ended() -> None:
    ended: list[str] = []

    async def fail() -> None:
        raise FirestoreAway("UNAVAILABLE", "away")

    async def end() -> None:
        ended.append("end")

    with pytest.raises(FirestoreAway):
        await matches_module.gather_two(fail(), end())
    assert ended == ["end"]
