"""Runs hostile matches on one project: writes through the rules, feeds the triggers, and checks.

After every document the score must be current, after every few equal to a fold afresh.
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
    QUIET,
    contributed,
    play_quietly,
    quiet_figures,
    subjects,
    wrong_figures,
)
from tests.hostile.match import HostileMatch
from tests.hostile.mutation import Mutator
from tests.hostile.report import ACCEPTED, IMPOSSIBLE, REFUSED, Fault, Report
from tests.hostile.triggers import Triggers, told
from tests.rules.world import World

ACTIONS = 24
"""Hostile actions of one match that are accepted."""
OTHERS = 16
"""Attempts on other collections between two matches."""
ODD_MATCHES = 0.3
OUTCOMES = {200: ACCEPTED, 403: REFUSED, 400: IMPOSSIBLE, 409: IMPOSSIBLE}
"""What a status of Firestore means; 409: a document with such an odd id is there already."""


@dataclass
class Run:
    """One project of hostile documents."""

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
        self.others = others.Others(self.mutator)
        self.stored: dict[str, Json] = {}
        self.table_rules: list[Attempt] = []
        self.tried = 0
        self.world.seed(matches.scene() | others.scene())

    def play(self, documents: int) -> Report:
        """Play matches until so many hostile documents were accepted."""
        began = time.monotonic()
        self._quiet_match(QUIET[0])
        quiet = quiet_figures(self.client)
        while self.report.total(ACCEPTED) < documents:
            self._beside()
            match = self._new_match()
            Table(self, match).play()
            self.tried += 1
            self.report.matches += match.is_planned
        if quiet_figures(self.client) != quiet or not quiet:
            self.fault(QUIET[0], "the figures of others moved", "", [])
        self._quiet_match(QUIET[1])
        self._figures()
        self.report.events = self.triggers.events
        self.report.seconds = time.monotonic() - began
        return self.report

    def _quiet_match(self, match_id: str) -> None:
        """A match of two other teams, whose figures must follow."""
        play_quietly(self.client, match_id)
        for said in contributed(self.world, self.triggers, match_id):
            self.fault(match_id, "a trigger failed", said, [])

    def _figures(self) -> None:
        """Compare the figures of all players and teams with what their matches contributed."""
        for subject in subjects(self.client):
            self.report.subjects += 1
            for said in wrong_figures(self.client, subject):
                self.fault(subject.name, "figures differ", said, [])

    def write(self, attempt: Attempt) -> str:
        """Ask the rules for an attempt; what came of it."""
        answer = self.world.commit(attempt.ask.actor.bearer, *attempt.ask.writes)
        outcome = {200: ACCEPTED, 403: REFUSED, 400: IMPOSSIBLE, 409: IMPOSSIBLE}.get(
            answer.status_code
        )
        assert outcome, f"{answer.status_code}: {answer.text:.300} {attempt.changes}"
        self.report.note(attempt, outcome)
        self.mutator.learn(attempt.source, attempt.changes, accepted=outcome == ACCEPTED)
        return outcome

    def fault(self, match_id: str, what: str, said: str, documents: list[Attempt]) -> None:
        """Note a fault."""
        self.report.faults.append(Fault(match_id, what, said, tuple(documents)))

    def _new_match(self) -> HostileMatch:
        number = self.tried
        is_odd = self.chance.random() < ODD_MATCHES
        name = f"{values.document_id(self.chance)}{number}" if is_odd else f"hostile-{number}"
        match = HostileMatch(name, self.mutator)
        self.world.seed(match.seeds())
        return match

    def _beside(self) -> None:
        """Documents of the other collections, with the events that they make."""
        self.world.seed(others.scene())  # what was odd about the last ones is gone
        self.table_rules.clear()
        for _ in range(OTHERS):
            attempt = self.others.next()
            if self.write(attempt) == ACCEPTED:
                [now], [path] = self.world.snapshot(attempt.paths), attempt.paths
                if attempt.source == "competitions":
                    self.table_rules.append(attempt)
                for said in self.triggers.deliver(path, now, self.stored.get(path)):
                    self.fault(path, "a trigger failed", said, self.table_rules or [attempt])
                self.stored[path] = now


class Table:
    """One match of a run, with its documents as they were last stored."""

    def __init__(self, run: Run, match: HostileMatch) -> None:
        self.run, self.match, self.world = run, match, run.world
        self.stored: dict[str, Json | None] = {}
        self.all: list[Attempt] = []
        self.since: list[Attempt] = []
        self.is_broken = False
        self.live = (paths.live_score(match.match_id), paths.live_health(match.match_id))

    def play(self) -> None:
        """Play the match to its end, or until something goes wrong in it."""
        accepted = 0
        playing = self.match.play(ACTIONS)
        attempt = next(playing, None)
        while attempt is not None and not self.is_broken:
            is_accepted = self.run.write(attempt) == ACCEPTED
            if is_accepted:
                self._follow(attempt)
                accepted += 1
                if accepted % self.run.check_every == 0:
                    self._verify()
            try:
                attempt = playing.send(is_accepted)
            except StopIteration:
                attempt = None
        self._end()

    def _follow(self, attempt: Attempt) -> None:
        """Feed what was written to the triggers; first look at what came of the one before."""
        *found, score, health = self.world.snapshot([*attempt.paths, *self.live])
        self._look(fields(score), fields(health))
        self.match.log.accepted(attempt)
        self.all += [attempt] if attempt.changes else []
        self.since += [attempt] if attempt.changes else []
        for path, new in zip(attempt.paths, found, strict=True):
            old, self.stored[path] = self.stored.get(path), new
            self._fail("a trigger failed", self.run.triggers.deliver(path, new, old))

    def _look(self, score: Json, health: Json) -> None:
        """Whether `live` is what it should be after the last action and all other documents."""
        wanted, shown = self.match.log.last_action_id, score.get("lastActionId")
        if shown != wanted:
            self._fail("the score is not current", [f"it has {shown}, the log {wanted}"])
        if health.get("failed"):
            self._fail("live/health tells of a failure", [f"{health['failed']!s:.300}"])

    def _verify(self) -> None:
        """Compare what is stored with a fold afresh."""
        self.run.report.checks += 1
        try:
            found = verify(self.run.store, utc_now, self.match.match_id)
        except Exception as error:  # whatever it is, it is what this looks for
            self._fail("verify failed", [told(error)])
            return
        self._fail("a fold afresh differs", [str(each)[:300] for each in found[:3]])
        if not found:
            self.since = []

    def _end(self) -> None:
        """The figures of who played, and what reconcile has to say."""
        if self.is_broken or not self.match.is_planned:
            return
        score, health = (fields(each) for each in self.world.snapshot(self.live))
        self._look(score, health)
        self.run.report.completed += score.get("status") == MatchStatus.COMPLETED
        self._verify()
        self.since = [*self.run.table_rules, *self.all]
        said = contributed(self.world, self.run.triggers, self.match.match_id)
        self._fail("a trigger failed", said)
        self._reconcile()

    def _reconcile(self) -> None:
        try:
            outcome = reconcile(self.run.store, utc_now, self.match.match_id)
        except Exception as error:  # whatever it is, it is what this looks for
            self._fail("reconcile failed", [told(error)])
            return
        self._fail("reconcile had to heal", list(outcome.healed))

    def _fail(self, what: str, said: list[str] | Iterator[str]) -> None:
        """Note faults; a match that has one is not played on."""
        for each in said:
            self.is_broken = True
            self.run.fault(self.match.match_id, what, each, self.since)


def fields(stored: Json | None) -> Json:
    """The fields of a stored document; none where there is none."""
    found = (stored or {}).get("fields", {})
    return {name: decode_value(value) for name, value in found.items()}
