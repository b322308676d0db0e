"""Runs hostile matches scored in books: writes documents, delivers events, and checks.

After every few documents the log must be gapless and readable, a fold of everything must find
nothing to do, and the score must be that of a complete fold.
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
from tests.hostile.triggers import Triggers, error_text
from tests.rules.world import World

MOVES = 40
"""Moves of one match; each writes into all books or into one."""

TIMES = ("lastUpdated", "updatedAt")


class BooksRun:
    """A run of hostile matches in books on one project."""

    def __init__(self, world: World, client: Client, seed: int, check_every: int) -> None:
        self.world, self.client, self.check_every = world, client, check_every
        self.mutator = Mutator(random.Random(seed))
        self.report, self.triggers = Report(seed), Triggers(world.project)

    def play(self, documents: int) -> Report:
        """Play matches until a number of hostile documents has been accepted."""
        started = time.monotonic()
        while self.report.total(ACCEPTED) < documents:
            match = HostileBooks(f"books-{self.report.matches}", self.mutator)
            self.world.seed(match.seeds())
            self.report.matches += 1
            BookMatchRun(self, match).play()
        self.report.events = self.triggers.events
        self.report.seconds = time.monotonic() - started
        return self.report

    def write(self, attempt: Attempt) -> bool:
        """Commit an attempt under the rules, and return whether they accepted it."""
        answer = self.world.commit(attempt.commit.actor.bearer, *attempt.commit.writes)
        outcome = OUTCOMES[answer.status_code]
        self.report.count_outcome(attempt, outcome)
        self.mutator.learn(attempt.source, attempt.changes, accepted=outcome == ACCEPTED)
        return outcome == ACCEPTED


class BookMatchRun:
    """One match of a run, with its documents as last stored."""

    def __init__(self, run: BooksRun, match: HostileBooks) -> None:
        self.run, self.match = run, match
        self.id = match.match_id
        self.store, self.matches = FirestoreBookStore(run.client), FirestoreMatchStore(run.client)
        self.books = Books(self.store, self.matches, utc_now, self.id)
        self.stored: dict[str, Json | None] = {}
        self.since_last_check: list[Attempt] = []
        self.is_broken = False

    def play(self) -> None:
        """Play the match to its end, or until a fault is found."""
        playing, accepted = self.match.play(MOVES), 0
        attempt = next(playing, None)
        while attempt is not None and not self.is_broken:
            is_accepted = self.run.write(attempt)
            if is_accepted:
                self._deliver_events(attempt)
                accepted += 1
                if accepted % self.run.check_every == 0:
                    self._check()
            try:
                attempt = playing.send(is_accepted)
            except StopIteration:
                attempt = None
        if not self.is_broken:
            self._check()

    def _deliver_events(self, attempt: Attempt) -> None:
        """Deliver the events of an accepted attempt to the triggers."""
        self.match.record_accepted(attempt)
        self.since_last_check += [attempt] if attempt.changes else []
        found = self.run.world.snapshot(attempt.paths)
        for path, now in zip(attempt.paths, found, strict=True):
            old, self.stored[path] = self.stored.get(path), now
            self._record_faults("a trigger failed", self.run.triggers.deliver(path, now, old))

    def _check(self) -> None:
        """Check everything that was derived from the books."""
        self.run.report.checks += 1
        for check in (self._log_faults, self._refold_faults, self._score_faults):
            self._run_check(check)
        if not self.is_broken:
            self.since_last_check = []

    def _run_check(self, check: Callable[[], Iterable[str]]) -> None:
        try:
            messages = list(check())
        except Exception as error:  # every error is a fault
            messages = [error_text(error)]
        self._record_faults(check.__name__.strip("_"), messages)

    def _log_faults(self) -> Iterable[str]:
        """Yield gaps in the log, and actions that cannot be read or have no evidence."""
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

    def _refold_faults(self) -> Iterable[str]:
        """Yield changes that a complete fold finds and that the triggers have not made."""
        consensus = self.run.client.document(paths.live_consensus(self.id)).get().to_dict() or {}
        disputes = self.documents("disputes")
        open_names = {name for name, each in disputes.items() if each["status"] == "open"}
        if consensus.get("openDisputes", 0) != len(open_names):
            yield f"{consensus.get('openDisputes')} disputes are shown, {len(open_names)} are open"
        healed = reconcile_books(self.books)
        if healed is not None and self.stored:
            yield f"reconcile had to heal: {healed}"
        second = agree(self.books, is_whole=True)
        if second.operations:
            yield f"a second fold did {second.operations[:5]}"
        refolded = self.documents("disputes")
        for name in sorted(disputes.keys() | refolded.keys()):
            before, after = (
                without_times(disputes.get(name, {})),
                without_times(refolded.get(name, {})),
            )
            if before != after:
                fields = [each for each in before | after if before.get(each) != after.get(each)]
                differences = {each: (before.get(each), after.get(each)) for each in fields}
                yield f"a second fold changed dispute {name}: {differences!s:.600}"
        stored_state = self.store.read_books(self.id).kept
        if stored_state is None:
            yield "live/consensus_state cannot be read back"
        elif books_packing.read_state(books_packing.state_document(stored_state)) != stored_state:
            yield "what is kept is another thing when it is read back"

    def _score_faults(self) -> Iterable[str]:
        """Yield differences of the projection from a complete fold; it must also be current."""
        found = self.documents("scoring_actions")
        health = self.run.client.document(paths.live_health(self.id)).get().to_dict() or {}
        if health.get("failed"):
            yield f"live/health tells of a failure: {health['failed']!s:.300}"
        if found:
            score = self.run.client.document(paths.live_score(self.id)).get().to_dict() or {}
            expected = action_id(*max(map(parse_action_id, found)))
            if score.get("lastActionId") != expected:
                yield f"the score has {score.get('lastActionId')}, the log {expected}"
            yield from (str(each)[:300] for each in verify(self.matches, utc_now, self.id))

    def documents(self, name: str) -> dict[str, Json]:
        """Return all documents of a collection of the match."""
        collection = self.run.client.collection(f"{paths.match(self.id)}/{name}")
        return {snap.id: snap.to_dict() or {} for snap in collection.stream()}

    def _record_faults(self, title: str, messages: Iterable[str]) -> None:
        """Record faults; a match with a fault is not played further."""
        for each in messages:
            self.is_broken = True
            self.run.report.faults.append(Fault(self.id, title, each, tuple(self.since_last_check)))


def without_times(document: Json) -> Json:
    """Return a document without the times of its writing."""
    return {name: value for name, value in document.items() if name not in TIMES}
