"""Runs hostile matches that are kept in books: writes, feeds the triggers, and checks.

After every few documents the log must be gapless and readable, a fold of everything again must find
nothing to do, and the score must be that of a fold afresh.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable

from google.cloud.firestore import Client

from scrbrd.adapters import books_codec, books_packing, paths
from scrbrd.adapters.books_store import FirestoreBookStore
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.actions import action_id, parse_action_id
from scrbrd.domain.json_types import Json
from scrbrd.handlers.books.agree import Books, agree
from scrbrd.handlers.books.reconcile import reconcile_books
from scrbrd.handlers.verify import verify
from tests.hostile.attempt import Attempt
from tests.hostile.books import HostileBooks
from tests.hostile.mutation import Mutator
from tests.hostile.report import ACCEPTED, Fault, Report
from tests.hostile.run import OUTCOMES
from tests.hostile.triggers import Triggers, told
from tests.rules.world import World

MOVES = 40
"""Of one match; each writes into all books or into one."""

TIMES = ("lastUpdated", "updatedAt")


class BooksRun:
    """One project of hostile books."""

    def __init__(self, world: World, client: Client, seed: int, check_every: int) -> None:
        self.world, self.client, self.check_every = world, client, check_every
        self.mutator = Mutator(random.Random(seed))
        self.report, self.triggers = Report(seed), Triggers(world.project)

    def play(self, documents: int) -> Report:
        """Play matches until so many hostile documents were accepted."""
        began = time.monotonic()
        while self.report.total(ACCEPTED) < documents:
            match = HostileBooks(f"books-{self.report.matches}", self.mutator)
            self.world.seed(match.seeds())
            self.report.matches += 1
            BooksTable(self, match).play()
        self.report.events = self.triggers.events
        self.report.seconds = time.monotonic() - began
        return self.report

    def write(self, attempt: Attempt) -> bool:
        """Ask the rules for an attempt; whether they let it in."""
        answer = self.world.commit(attempt.ask.actor.bearer, *attempt.ask.writes)
        outcome = OUTCOMES[answer.status_code]
        self.report.note(attempt, outcome)
        self.mutator.learn(attempt.source, attempt.changes, accepted=outcome == ACCEPTED)
        return outcome == ACCEPTED


class BooksTable:
    """One match of a run, with its documents as they were last stored."""

    def __init__(self, run: BooksRun, match: HostileBooks) -> None:
        self.run, self.match = run, match
        self.id = match.match_id
        self.store, self.matches = FirestoreBookStore(run.client), FirestoreMatchStore(run.client)
        self.books = Books(self.store, self.matches, utc_now, self.id)
        self.stored: dict[str, Json | None] = {}
        self.since: list[Attempt] = []
        self.is_broken = False

    def play(self) -> None:
        """Play the match to its end, or until something goes wrong in it."""
        playing, accepted = self.match.play(MOVES), 0
        attempt = next(playing, None)
        while attempt is not None and not self.is_broken:
            is_accepted = self.run.write(attempt)
            if is_accepted:
                self._follow(attempt)
                accepted += 1
                if accepted % self.run.check_every == 0:
                    self._check()
            try:
                attempt = playing.send(is_accepted)
            except StopIteration:
                attempt = None
        if not self.is_broken:
            self._check()

    def _follow(self, attempt: Attempt) -> None:
        """Feed what was written to the triggers."""
        self.match.accepted(attempt)
        self.since += [attempt] if attempt.changes else []
        found = self.run.world.snapshot(attempt.paths)
        for path, now in zip(attempt.paths, found, strict=True):
            old, self.stored[path] = self.stored.get(path), now
            self._fail("a trigger failed", self.run.triggers.deliver(path, now, old))

    def _check(self) -> None:
        """Look at all that was made of the books."""
        self.run.report.checks += 1
        for look in (self._log, self._again, self._score):
            self._guarded(look)
        if not self.is_broken:
            self.since = []

    def _guarded(self, look: Callable[[], Iterable[str]]) -> None:
        try:
            said = list(look())
        except Exception as error:  # whatever it is, it is what this looks for
            said = [told(error)]
        self._fail(look.__name__.strip("_"), said)

    def _log(self) -> Iterable[str]:
        """Whether the log is gapless, and all of it can be read."""
        found = self.documents("scoring_actions")
        last: dict[int, int] = {}
        for innings, sequence in sorted(map(parse_action_id, found)):
            last[innings] = last.get(innings, 0) + 1
            if sequence != last[innings]:
                yield f"{innings}_{sequence} stands behind a gap"
                return
            name = action_id(innings, sequence)
            if books_codec.read_logged(self.id, name, found[name]) is None:
                yield f"{name} cannot be read"
            if books_codec.read_agreement(found[name]) is None:
                yield f"{name} has no evidence"

    def _again(self) -> Iterable[str]:
        """Whether a fold of everything finds anything that the triggers have not done."""
        shown = self.run.client.document(paths.live_consensus(self.id)).get().to_dict() or {}
        disputes = self.documents("disputes")
        is_open = {name for name, each in disputes.items() if each["status"] == "open"}
        if shown.get("openDisputes", 0) != len(is_open):
            yield f"{shown.get('openDisputes')} disputes are shown, {len(is_open)} are open"
        healed = reconcile_books(self.books)
        if healed is not None and self.stored:
            yield f"reconcile had to heal: {healed}"
        done = agree(self.books, is_whole=True)
        if done.operations:
            yield f"a second fold did {done.operations[:5]}"
        again = self.documents("disputes")
        for name in sorted(disputes.keys() | again.keys()):
            before, after = untimed(disputes.get(name, {})), untimed(again.get(name, {}))
            if before != after:
                fields = [each for each in before | after if before.get(each) != after.get(each)]
                told_of = {each: (before.get(each), after.get(each)) for each in fields}
                yield f"a second fold changed dispute {name}: {told_of!s:.600}"
        kept = self.store.read_books(self.id).kept
        if kept is None:
            yield "live/consensus_state cannot be read back"
        elif books_packing.read_state(books_packing.state_document(kept)) != kept:
            yield "what is kept is another thing when it is read back"

    def _score(self) -> Iterable[str]:
        """Whether the projection is that of a fold afresh, and current."""
        found = self.documents("scoring_actions")
        health = self.run.client.document(paths.live_health(self.id)).get().to_dict() or {}
        if health.get("failed"):
            yield f"live/health tells of a failure: {health['failed']!s:.300}"
        if found:
            score = self.run.client.document(paths.live_score(self.id)).get().to_dict() or {}
            wanted = action_id(*max(map(parse_action_id, found)))
            if score.get("lastActionId") != wanted:
                yield f"the score has {score.get('lastActionId')}, the log {wanted}"
            yield from (str(each)[:300] for each in verify(self.matches, utc_now, self.id))

    def documents(self, name: str) -> dict[str, Json]:
        """All documents of a collection of the match."""
        collection = self.run.client.collection(f"{paths.match(self.id)}/{name}")
        return {snap.id: snap.to_dict() or {} for snap in collection.stream()}

    def _fail(self, what: str, said: Iterable[str]) -> None:
        """Note faults; a match that has one is not played on."""
        for each in said:
            self.is_broken = True
            self.run.report.faults.append(Fault(self.id, what, each, tuple(self.since)))


def untimed(document: Json) -> Json:
    """Return a document without the times of its writing."""
    return {name: value for name, value in document.items() if name not in TIMES}
