"""Generates a hostile match from its plan to its end: every document may have unexpected values.

A legal document follows if the rules refuse too often, so that the match continues. Under an
invalid match id the rules accept nothing, and the match ends before it is planned.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from scrbrd.adapters import paths
from scrbrd.domain.identifiers import is_id
from scrbrd.domain.vocabulary import role_id
from tests.hostile import values
from tests.hostile.attempt import (
    Attempt,
    Attempts,
    create_attempt,
    until_accepted,
    update_attempt,
    with_hostile_changes,
)
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
from tests.rules.changes import (
    confirmation_fields,
    lock_fields,
    new_match_fields,
    reselection_fields,
)
from tests.rules.costliest import LINEUP_FIELDS, TOSS
from tests.rules.documents import lineup
from tests.rules.plans import PLAN
from tests.rules.world import NOW, Actor, Fields

HOME, AWAY = "north-1", "south-1"
PLAYERS: Final = {
    HOME: ("batter-1", "batter-2", "batter-3", "batter-9"),
    AWAY: ("bowler-1", "fielder-1", "fielder-2", "fielder-3"),
}
COMPETITION: Final = "hostile-cup"
TRIES: Final = 4
BETWEEN_BALLS: Final = 4
"""Accepted hostile actions between two legal balls."""

DETAILS: Final = {name: value for name, value in PLAN.items() if name != "validationTier"}
"""Fields of a plan that an administrator may change in one update."""
AWARDS: Final = {"awards": {"playerOfMatchIds": ["batter-1"]}, "updatedAt": NOW}


def use_directly_scored_tier(fields: dict[str, Any]) -> None:
    """Give a plan a tier whose log accepts actions directly; books.py covers the other tiers."""
    if fields.get("validationTier") in ("DUAL", "TRIPLE"):
        fields["validationTier"] = "SINGLE"


def scene() -> dict[str, Fields]:
    """Return the team roles of the players, in addition to the people of the rules' scene."""
    documents: dict[str, Fields] = {}
    for team, players in PLAYERS.items():
        for player in players:
            documents |= team_role(team, Actor(player, player), "player")
    return documents


class HostileMatch:
    """A match in play: generates attempts, and is sent whether each was accepted."""

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
        """The path of the match document."""
        return paths.match(self.match_id)

    def seeds(self) -> dict[str, Fields]:
        """Return the role documents of the match's officials."""
        officials = ((SCORER, "scorer_neutral"), (UMPIRE, "umpire_on_field"),
                     (REFEREE, "match_referee"))  # fmt: skip
        documents: dict[str, Fields] = {}
        for actor, role in officials:
            name = role_id(self.match_id, actor.person_id, role)
            fields = role_document("matchId", self.match_id, actor, role, status="confirmed")
            documents[f"match_role_assignments/{name}"] = {**fields, "id": name}
        return documents

    def play(self, actions: int) -> Attempts:
        """Yield the attempts of a whole match, until a number of hostile actions was accepted."""
        self.is_planned = yield from until_accepted(self._hostile_plan, self._plan(), TRIES)
        if not self.is_planned:
            return
        yield from self._lineups()
        yield self._hostile_toss()
        yield from self._legal_action(self.log.innings_start)
        yield from self._legal_action(self.log.legal_ball)
        yield from self._innings(actions // 2)
        yield from self._administrative_changes()
        self.log.innings = 2
        if not (yield with_hostile_changes(self.log.innings_start(), self.mutator, {})):
            yield from self._legal_action(self.log.innings_start)
        yield from self._innings(actions - actions // 2)
        yield from self._administrative_changes()
        yield from self._legal_action(self.log.match_close)
        yield self._hostile_awards()

    # Before the first ball ---------------------------------------------------------------------

    def _plan(self) -> Attempt:
        fields = {**new_match_fields(self.planner), **PLAN, "competitionId": COMPETITION}
        fields |= {"homeTeamId": self.teams[0], "awayTeamId": self.teams[1]}
        fields["validationTier"] = "SINGLE"
        return create_attempt("matches", "create", self.path, self.planner, fields)

    def _hostile_plan(self) -> Attempt:
        optional = {"toss": TOSS, "id": self.match_id}
        return with_hostile_changes(self._plan(), self.mutator, optional, use_directly_scored_tier)

    def _lineups(self) -> Attempts:
        for team in self.teams:
            players = [*PLAYERS.get(team, ("p1", "p2"))]
            make = self.chance.choice((values.document_id, values.odd_id))
            players.insert(self.chance.randrange(4), make(self.chance))
            for player in players:
                yield from self._selection(team, player)

    def _selection(self, team: str, player: str) -> Attempts:
        """Yield a player's selection until accepted, and hostile reselections and confirmations."""
        if "/" in team or "/" in player:
            return
        chance = self.chance
        actor = {HOME: chance.choice((COACH_HOME, CAPTAIN)), AWAY: COACH_AWAY}.get(team, ADMIN)
        path = paths.lineup(self.match_id, team, player)
        fields = {**lineup(self.match_id, team, player, actor), "id": path.rpartition("/")[2]}
        fields["isGuest"] = player not in PLAYERS.get(team, ())
        legal = create_attempt("lineups", "select", path, actor, fields)
        yield from until_accepted(
            lambda: with_hostile_changes(legal, self.mutator, LINEUP_FIELDS), legal, 2
        )
        if chance.random() < 0.3:
            reselection = update_attempt(
                "lineups", "reselect", path, actor, {**LINEUP_FIELDS, **reselection_fields(actor)}
            )
            yield with_hostile_changes(reselection, self.mutator, {})
        if chance.random() < 0.5:
            legal = update_attempt(
                "lineups", "confirm", path, REFEREE, confirmation_fields(REFEREE)
            )
            yield (
                legal
                if chance.random() < 0.7
                else with_hostile_changes(legal, self.mutator, LINEUP_FIELDS)
            )

    def _hostile_toss(self) -> Attempt:
        actor = self.chance.choice((UMPIRE, REFEREE, self.scorer))
        fields = {"toss": TOSS, "updatedAt": NOW}
        legal = update_attempt("matches", "toss", self.path, actor, fields)
        return with_hostile_changes(legal, self.mutator, {})

    # During play -------------------------------------------------------------------------------

    def _innings(self, actions: int) -> Attempts:
        remaining, kinds = actions, kinds_in_turn(self.chance)
        for _ in range(TRIES * actions):
            is_void = self.chance.random() < 0.1
            make = self.log.hostile_void if is_void else self._next_action(kinds)
            if (yield make()):
                remaining -= 1
                if remaining % BETWEEN_BALLS == 0:
                    yield from self._legal_action(self.log.legal_ball)
            if remaining <= 0:
                return

    def _legal_action(self, make: Callable[[], Attempt]) -> Attempts:
        """Yield a legal action; by an administrator from now on if the scorer is refused."""
        if not (yield make()):
            self.log.actor = ADMIN
            yield make()

    def _next_action(self, kinds: Iterator[str]) -> Callable[[], Attempt]:
        kind = next(kinds)
        return lambda: self.log.hostile_action(kind)

    def _administrative_changes(self) -> Attempts:
        """Yield changes that an administrator and a referee may make after the match has begun."""
        yield from until_accepted(self._hostile_plan_change, self._legal_plan_change(), 2)
        yield self._hostile_awards()
        yield from self._late_lineup()
        yield from self._legal_action(self.log.legal_ball)

    def _hostile_plan_change(self) -> Attempt:
        changed: dict[str, Any] = {"updatedAt": NOW}
        everything = {**DETAILS, "toss": TOSS, **AWARDS, "seasonId": "season-2"}
        for name in self.chance.sample(sorted(everything), 3):
            changed[name] = everything[name]
        if self.chance.random() < 0.1:
            changed |= lock_fields(ADMIN)
        legal = update_attempt("matches", "mend", self.path, ADMIN, changed)
        return with_hostile_changes(legal, self.mutator, everything)

    def _legal_plan_change(self) -> Attempt:
        return update_attempt("matches", "mend", self.path, ADMIN, {**DETAILS, "updatedAt": NOW})

    def _hostile_awards(self) -> Attempt:
        legal = update_attempt("matches", "award", self.path, REFEREE, AWARDS)
        return with_hostile_changes(legal, self.mutator, {})

    def _late_lineup(self) -> Attempts:
        team = self.chance.choice(self.teams)
        player = self.chance.choice([*PLAYERS.get(team, ("p1",)), values.document_id(self.chance)])
        if "/" in team or "/" in player:
            return
        path = paths.lineup(self.match_id, team, player)
        changed_fields = {
            **LINEUP_FIELDS,
            **reselection_fields(ADMIN),
            **confirmation_fields(ADMIN),
        }
        yield with_hostile_changes(
            update_attempt("lineups", "mend", path, ADMIN, changed_fields), self.mutator, {}
        )
