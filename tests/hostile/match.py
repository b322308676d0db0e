"""A hostile match from its plan to its end: every document of it may be one that nobody expected.

A legal document follows where the rules refuse too often, so that the match goes on; under an id
that is none, nothing is let in, and the match is over before it is planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.vocabulary import role_id
from tests.hostile import values
from tests.hostile.attempt import Attempt, Attempts, first_accepted, hostile, new, update
from tests.hostile.log import Log, kinds_in_turn
from tests.hostile.mutation import Mutator
from tests.rules.cast import (
    ADMIN,
    CAPTAIN,
    COACH_AWAY,
    COACH_HOME,
    DIRECTOR,
    HEAD_COACH,
    REFEREE,
    SCORER,
    UMPIRE,
    role_document,
    team_role,
)
from tests.rules.changes import confirmed, locked, new_match, reselected
from tests.rules.costliest import LOOKS, PLAN, TOSS
from tests.rules.documents import lineup
from tests.rules.world import NOW, Actor, Fields

HOME, AWAY = "north-1", "south-1"
PLAYERS: Final = {
    HOME: ("batter-1", "batter-2", "batter-3", "batter-9"),
    AWAY: ("bowler-1", "fielder-1", "fielder-2", "fielder-3"),
}
COMPETITION: Final = "hostile-cup"
TRIES: Final = 4
BETWEEN_BALLS: Final = 4
"""Hostile actions that were accepted between two legal balls."""

DETAILS: Final = {name: value for name, value in PLAN.items() if name != "validationTier"}
"""What an administrator may mend of a plan in one update."""
AWARDS: Final = {"awards": {"playerOfMatchIds": ["batter-1"]}, "updatedAt": NOW}


def scored_directly(fields: dict[str, Any]) -> None:
    """Leave a plan under a tier whose log takes actions; see books.py for the others."""
    if fields.get("validationTier") in ("DUAL", "TRIPLE"):
        fields["validationTier"] = "SINGLE"


def scene() -> dict[str, Fields]:
    """The players as members of their teams, beside the people of the rules' own scene."""
    documents: dict[str, Fields] = {}
    for team, players in PLAYERS.items():
        for player in players:
            documents |= team_role(team, Actor(player, player), "player")
    return documents


class HostileMatch:
    """A match under way; gives attempts, and is told which of them were accepted."""

    def __init__(self, match_id: str, mutator: Mutator) -> None:
        self.match_id, self.mutator = match_id, mutator
        self.chance = chance = mutator.chance
        is_plain = is_id(match_id) and "_" not in match_id and chance.random() < 0.7
        self.scorer = SCORER if is_plain else ADMIN
        self.planner = chance.choice((HEAD_COACH, DIRECTOR)) if is_plain else ADMIN
        self.log = Log(match_id, self.scorer, mutator)
        self.teams = [HOME, AWAY]
        if not is_plain and chance.random() < 0.5:
            self.teams[chance.randrange(2)] = values.odd_id(chance)
        self.is_planned = False

    @property
    def path(self) -> str:
        """The match document."""
        return paths.match(self.match_id)

    def seeds(self) -> dict[str, Fields]:
        """The officials of the match."""
        officials = ((SCORER, "scorer_neutral"), (UMPIRE, "umpire_on_field"),
                     (REFEREE, "match_referee"))  # fmt: skip
        documents: dict[str, Fields] = {}
        for actor, role in officials:
            name = role_id(self.match_id, actor.person_id, role)
            fields = role_document("matchId", self.match_id, actor, role, status="confirmed")
            documents[f"match_role_assignments/{name}"] = {**fields, "id": name}
        return documents

    def play(self, actions: int) -> Attempts:
        """The whole match, with so many hostile actions that were accepted."""
        self.is_planned = yield from first_accepted(self._hostile_plan, self._plan(), TRIES)
        if not self.is_planned:
            return
        yield from self._sides()
        yield self._hostile_toss()
        yield from self._surely(self.log.started)
        yield from self._surely(self.log.ball)
        yield from self._innings(actions // 2)
        yield from self._mended()
        self.log.innings = 2
        if not (yield hostile(self.log.started(), self.mutator, {})):
            yield from self._surely(self.log.started)
        yield from self._innings(actions - actions // 2)
        yield from self._mended()
        yield from self._surely(self.log.closed)
        yield self._hostile_awards()

    # Before the first ball ---------------------------------------------------------------------

    def _plan(self) -> Attempt:
        fields = {**new_match(self.planner), **PLAN, "competitionId": COMPETITION}
        fields |= {"homeTeamId": self.teams[0], "awayTeamId": self.teams[1]}
        fields["validationTier"] = "SINGLE"
        return new("matches", "create", self.path, self.planner, fields)

    def _hostile_plan(self) -> Attempt:
        more = {"toss": TOSS, "id": self.match_id}
        return hostile(self._plan(), self.mutator, more, scored_directly)

    def _sides(self) -> Attempts:
        for team in self.teams:
            players = [*PLAYERS.get(team, ("p1", "p2"))]
            make = self.chance.choice((values.document_id, values.odd_id))
            players.insert(self.chance.randrange(4), make(self.chance))
            for player in players:
                yield from self._selected(team, player)

    def _selected(self, team: str, player: str) -> Attempts:
        """A player selected, selected anew, confirmed: each hostile, the first at last legal."""
        if "/" in team or "/" in player:
            return
        chance = self.chance
        actor = {HOME: chance.choice((COACH_HOME, CAPTAIN)), AWAY: COACH_AWAY}.get(team, ADMIN)
        path = paths.lineup(self.match_id, team, player)
        fields = {**lineup(self.match_id, team, player, actor), "id": path.rpartition("/")[2]}
        fields["isGuest"] = player not in PLAYERS.get(team, ())
        legal = new("lineups", "select", path, actor, fields)
        yield from first_accepted(lambda: hostile(legal, self.mutator, LOOKS), legal, 2)
        if chance.random() < 0.3:
            again = update("lineups", "reselect", path, actor, {**LOOKS, **reselected(actor)})
            yield hostile(again, self.mutator, {})
        if chance.random() < 0.5:
            legal = update("lineups", "confirm", path, REFEREE, confirmed(REFEREE))
            yield legal if chance.random() < 0.7 else hostile(legal, self.mutator, LOOKS)

    def _hostile_toss(self) -> Attempt:
        actor = self.chance.choice((UMPIRE, REFEREE, self.scorer))
        fields = {"toss": TOSS, "updatedAt": NOW}
        legal = update("matches", "toss", self.path, actor, fields)
        return hostile(legal, self.mutator, {})

    # While it is played ------------------------------------------------------------------------

    def _innings(self, actions: int) -> Attempts:
        left, kinds = actions, kinds_in_turn(self.chance)
        for _ in range(TRIES * actions):
            is_void = self.chance.random() < 0.1
            make = self.log.hostile_void if is_void else self._next_action(kinds)
            if (yield make()):
                left -= 1
                if left % BETWEEN_BALLS == 0:
                    yield from self._surely(self.log.ball)
            if left <= 0:
                return

    def _surely(self, make: Callable[[], Attempt]) -> Attempts:
        """A legal action; by an administrator from now on where the log is closed to scorers."""
        if not (yield make()):
            self.log.actor = ADMIN
            yield make()

    def _next_action(self, kinds: Iterator[str]) -> Callable[[], Attempt]:
        kind = next(kinds)
        return lambda: self.log.hostile_action(kind)

    def _mended(self) -> Attempts:
        """What an administrator and a referee may change when it has begun."""
        yield from first_accepted(self._hostile_mending, self._renamed(), 2)
        yield self._hostile_awards()
        yield from self._late_lineup()
        yield from self._surely(self.log.ball)

    def _hostile_mending(self) -> Attempt:
        chosen: dict[str, Any] = {"updatedAt": NOW}
        everything = {**DETAILS, "toss": TOSS, **AWARDS, "seasonId": "season-2"}
        for name in self.chance.sample(sorted(everything), 3):
            chosen[name] = everything[name]
        if self.chance.random() < 0.1:
            chosen |= locked(ADMIN)
        legal = update("matches", "mend", self.path, ADMIN, chosen)
        return hostile(legal, self.mutator, everything)

    def _renamed(self) -> Attempt:
        return update("matches", "mend", self.path, ADMIN, {**DETAILS, "updatedAt": NOW})

    def _hostile_awards(self) -> Attempt:
        legal = update("matches", "award", self.path, REFEREE, AWARDS)
        return hostile(legal, self.mutator, {})

    def _late_lineup(self) -> Attempts:
        team = self.chance.choice(self.teams)
        player = self.chance.choice([*PLAYERS.get(team, ("p1",)), values.document_id(self.chance)])
        if "/" in team or "/" in player:
            return
        path = paths.lineup(self.match_id, team, player)
        mended = {**LOOKS, **reselected(ADMIN), **confirmed(ADMIN)}
        yield hostile(update("lineups", "mend", path, ADMIN, mended), self.mutator, {})
