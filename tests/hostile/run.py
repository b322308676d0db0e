"""Runs hostile matches on one project: writes under the rules, delivers events, and checks.

After every document the score must be current, and after every few equal to a complete fold.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from google.cloud.firestore import Client

from scrbrd.adapters import paths
from scrbrd.adapters.rest_values import decode_value
from scrbrd.adapters.runtime import utc_now
from scrbrd.adapters.store import FirestoreMatchStore
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import MatchStatus
from scrbrd.handlers.reconcile import reconcile
from scrbrd.handlers.verify import verify
from tests.hostile import match as matches
from tests.hostile import others, values
from tests.hostile.attempt import Attempt
from tests.hostile.figures import (
    QUIET_MATCHES,
    contributed_subjects,
    deliver_contributions,
    figure_faults,
    play_quiet_match,
    quiet_figures,
)
from tests.hostile.match import HostileMatch
from tests.hostile.mutation import Mutator
from tests.hostile.report import ACCEPTED, IMPOSSIBLE, REFUSED, Fault, Report
from tests.hostile.triggers import Triggers, error_text
from tests.rules.world import World

ACTIONS = 24
"""Accepted hostile actions of one match."""
OTHERS = 16
"""Number of attempts on other collections between two matches."""
ODD_MATCHES = 0.3
OUTCOMES = {200: ACCEPTED, 403: REFUSED, 400: IMPOSSIBLE, 409: IMPOSSIBLE}
"""Outcome by Firestore's HTTP status; 409: a document with the odd id already exists."""


@dataclass
class Run:
    """A run of hostile documents on one project."""

    world: World
    client: Client
    seed: int
    check_every: int
    report: Report = field(init=False)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.mutator = Mutator(self.chance)
        self.report = Report(self.seed)
        self.triggers = Triggers(self.world.project)
        self.store = FirestoreMatchStore(self.client)
        self.others = others.OtherDocuments(self.mutator)
        self.stored: dict[str, Json] = {}
        self.table_rules: list[Attempt] = []
        self.match_count = 0
        self.world.seed(matches.scene() | others.scene())

    def play(self, documents: int) -> Report:
        """Play matches until a number of hostile documents has been accepted."""
        started = time.monotonic()
        self._play_quiet_match(QUIET_MATCHES[0])
        quiet_before = quiet_figures(self.client)
        while self.report.total(ACCEPTED) < documents:
            self._write_other_documents()
            match = self._new_match()
            MatchRun(self, match).play()
            self.match_count += 1
            self.report.matches += match.is_planned
        if quiet_figures(self.client) != quiet_before or not quiet_before:
            self.record_fault(QUIET_MATCHES[0], "the figures of others moved", "", [])
        self._play_quiet_match(QUIET_MATCHES[1])
        self._check_figures()
        self.report.events = self.triggers.events
        self.report.seconds = time.monotonic() - started
        return self.report

    def _play_quiet_match(self, match_id: str) -> None:
        """Play a match of two other teams, and deliver the events for their figures."""
        play_quiet_match(self.client, match_id)
        for message in deliver_contributions(self.world, self.triggers, match_id):
            self.record_fault(match_id, "a trigger failed", message, [])

    def _check_figures(self) -> None:
        """Compare the figures of all players and teams with the contributions of their matches."""
        for subject in contributed_subjects(self.client):
            self.report.subjects += 1
            for message in figure_faults(self.client, subject):
                self.record_fault(subject.name, "figures differ", message, [])

    def write(self, attempt: Attempt) -> str:
        """Commit an attempt under the rules, and return the outcome."""
        answer = self.world.commit(attempt.commit.actor.bearer, *attempt.commit.writes)
        outcome = {200: ACCEPTED, 403: REFUSED, 400: IMPOSSIBLE, 409: IMPOSSIBLE}.get(
            answer.status_code
        )
        assert outcome, f"{answer.status_code}: {answer.text:.300} {attempt.changes}"
        self.report.count_outcome(attempt, outcome)
        self.mutator.learn(attempt.source, attempt.changes, accepted=outcome == ACCEPTED)
        return outcome

    def record_fault(
        self, match_id: str, title: str, message: str, documents: list[Attempt]
    ) -> None:
        """Record a fault."""
        self.report.faults.append(Fault(match_id, title, message, tuple(documents)))

    def _new_match(self) -> HostileMatch:
        number = self.match_count
        is_odd = self.chance.random() < ODD_MATCHES
        name = f"{values.document_id(self.chance)}{number}" if is_odd else f"hostile-{number}"
        match = HostileMatch(name, self.mutator)
        self.world.seed(match.seeds())
        return match

    def _write_other_documents(self) -> None:
        """Write documents of the other collections, and deliver their events."""
        self.world.seed(others.scene())  # replaces odd documents of the last round
        self.table_rules.clear()
        for _ in range(OTHERS):
            attempt = self.others.next()
            if self.write(attempt) == ACCEPTED:
                [now], [path] = self.world.snapshot(attempt.paths), attempt.paths
                if attempt.source == "competitions":
                    self.table_rules.append(attempt)
                for message in self.triggers.deliver(path, now, self.stored.get(path)):
                    self.record_fault(
                        path, "a trigger failed", message, self.table_rules or [attempt]
                    )
                self.stored[path] = now


class MatchRun:
    """One match of a run, with its documents as last stored."""

    def __init__(self, run: Run, match: HostileMatch) -> None:
        self.run, self.match, self.world = run, match, run.world
        self.stored: dict[str, Json | None] = {}
        self.all_hostile: list[Attempt] = []
        self.since_last_check: list[Attempt] = []
        self.is_broken = False
        self.live_paths = (paths.live_score(match.match_id), paths.live_health(match.match_id))

    def play(self) -> None:
        """Play the match to its end, or until a fault is found."""
        accepted = 0
        playing = self.match.play(ACTIONS)
        attempt = next(playing, None)
        while attempt is not None and not self.is_broken:
            is_accepted = self.run.write(attempt) == ACCEPTED
            if is_accepted:
                self._deliver_events(attempt)
                accepted += 1
                if accepted % self.run.check_every == 0:
                    self._verify()
            try:
                attempt = playing.send(is_accepted)
            except StopIteration:
                attempt = None
        self._check_end()

    def _deliver_events(self, attempt: Attempt) -> None:
        """Check `live` after the attempt before, then deliver the events of this one."""
        *found, score, health = self.world.snapshot([*attempt.paths, *self.live_paths])
        self._check_live(stored_fields(score), stored_fields(health))
        self.match.log.record_accepted(attempt)
        self.all_hostile += [attempt] if attempt.changes else []
        self.since_last_check += [attempt] if attempt.changes else []
        for path, new in zip(attempt.paths, found, strict=True):
            old, self.stored[path] = self.stored.get(path), new
            self._record_faults("a trigger failed", self.run.triggers.deliver(path, new, old))

    def _check_live(self, score: Json, health: Json) -> None:
        """Check that the score is current and that no failure is recorded."""
        expected, actual = self.match.log.last_action_id, score.get("lastActionId")
        if actual != expected:
            self._record_faults(
                "the score is not current", [f"it has {actual}, the log {expected}"]
            )
        if health.get("failed"):
            self._record_faults("live/health tells of a failure", [f"{health['failed']!s:.300}"])

    def _verify(self) -> None:
        """Compare the stored documents with a complete fold."""
        self.run.report.checks += 1
        try:
            found = verify(self.run.store, utc_now, self.match.match_id)
        except Exception as error:  # every error is a fault
            self._record_faults("verify failed", [error_text(error)])
            return
        self._record_faults("a fold afresh differs", [str(each)[:300] for each in found[:3]])
        if not found:
            self.since_last_check = []

    def _check_end(self) -> None:
        """Check the end of the match: deliver the events of its contributions, and reconcile."""
        if self.is_broken or not self.match.is_planned:
            return
        score, health = (stored_fields(each) for each in self.world.snapshot(self.live_paths))
        self._check_live(score, health)
        self.run.report.completed += score.get("status") == MatchStatus.COMPLETED
        self._verify()
        self.since_last_check = [*self.run.table_rules, *self.all_hostile]
        messages = deliver_contributions(self.world, self.run.triggers, self.match.match_id)
        self._record_faults("a trigger failed", messages)
        self._reconcile()

    def _reconcile(self) -> None:
        try:
            outcome = reconcile(self.run.store, utc_now, self.match.match_id)
        except Exception as error:  # every error is a fault
            self._record_faults("reconcile failed", [error_text(error)])
            return
        self._record_faults("reconcile had to heal", list(outcome.healed))

    def _record_faults(self, title: str, messages: list[str] | Iterator[str]) -> None:
        """Record faults; a match with a fault is not played further."""
        for each in messages:
            self.is_broken = True
            self.run.record_fault(self.match.match_id, title, each, self.since_last_check)


def stored_fields(stored: Json | None) -> Json:
    """Return the fields of a stored document; none if there is no document."""
    found = (stored or {}).get("fields", {})
    return {name: decode_value(value) for name, value in found.items()}
