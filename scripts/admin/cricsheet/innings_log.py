"""Converts a Cricsheet innings to actions in the order in which they happened."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from admin.cricsheet.alike_balls import AlikeBalls, copied
from admin.cricsheet.delivery import (
    fielders_of,
    review_of,
    runs_of,
    wicket_of,
    wicket_type,
)
from admin.cricsheet.figures import next_ball, umpires_count
from admin.cricsheet.kinds import REPLACEMENT_REASONS
from admin.cricsheet.people import People
from scrbrd.domain.actions import ACTION_MODELS, Action, action_id
from scrbrd.domain.document import MAX_BALL, MAX_OVER, MAX_SEQUENCE
from scrbrd.domain.json_types import Json
from scrbrd.domain.laws import NOT_A_WICKET
from scrbrd.domain.state import Batter
from scrbrd.domain.vocabulary import (
    ActionId,
    ActionType,
    LawsEdition,
    PlayerId,
    ReplacementReason,
    ReplacementRole,
    Retirement,
    Source,
    WicketType,
)

RETIREMENTS = {
    WicketType.RETIRED_HURT: Retirement.HURT,
    WicketType.RETIRED_OUT: Retirement.OUT,
    WicketType.RETIRED_NOT_OUT: Retirement.NOT_OUT,
}


@dataclass
class InningsLog:
    """Collects the actions of one innings; ids, nonces and sequence follow by themselves."""

    match_id: str
    number: int
    people: People
    batting: str
    edition: LawsEdition
    alike: AlikeBalls
    actions: list[Action] = field(default_factory=list)
    crease: set[str] = field(default_factory=set)
    retired: dict[str, WicketType] = field(default_factory=dict)
    last_nonce: str = ""
    taken: int = 0
    miscounted: dict[str, Json] = field(default_factory=dict)
    around: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    """By the id of a ball, the ids of the replacements before it and of the departures after."""

    def __post_init__(self) -> None:
        self.batters = self.people.of_side(self.batting)
        self.bowlers = self.people.of_side(self.fielding)

    @property
    def fielding(self) -> str:
        """The name of the side in the field."""
        return self.people.other(self.batting)

    def take_new(self) -> list[Action]:
        """Return the actions that were added since the last call."""
        new = self.actions[self.taken :]
        self.taken = len(self.actions)
        return new

    def add(self, kind: ActionType, **fields: Any) -> None:
        """Append one action of a type, in sequence, following the one before it."""
        identity = self.next_identity() | {
            "match_id": self.match_id,
            "innings_number": self.number,
            "type": kind,
            "source": Source.IMPORT,
        }
        self.actions.append(ACTION_MODELS[kind].model_validate(identity | fields))

    def next_identity(self) -> dict[str, Any]:
        """Return what tells the next action from those before it."""
        sequence, follows = len(self.actions) + 1, self.last_nonce
        own_id = action_id(self.number, sequence)
        self.last_nonce = nonce(self.match_id, own_id)
        return {
            "id": own_id,
            "sequence_number": sequence,
            "nonce": self.last_nonce,
            "follows": follows,
        }

    def batter_id(self, name: str) -> str:
        """Return the id of a player of the batting side."""
        return self.batters[name]

    def bowler_id(self, name: str) -> str:
        """Return the id of a player of the fielding side."""
        return self.bowlers[name]

    def is_nobody_left(self, batters: Mapping[PlayerId, Batter]) -> bool:
        """Return whether no batter could have come in: all others out, retired or away."""
        squad = [self.batters[name] for name in self.people.squads[self.batting]]
        unused = [player for player in squad if player not in batters]
        gone = sum(batter.dismissal is not None for batter in batters.values())
        return not unused and gone >= len(batters) - 1 > 0

    def add_deliveries(self, innings: Json, balls_per_over: int, overs_per_end: int) -> None:
        """Every delivery with the facts around it."""
        overs = [over for over in innings.get("overs", []) if over["deliveries"]]
        for place, over in enumerate(overs):
            over_balls = umpires_count(innings, over, place == len(overs) - 1, balls_per_over)
            if over_balls is not None:
                self.miscounted[str(place)] = {"balls": str(over_balls)}
            for index, delivery in enumerate(over["deliveries"]):
                if not self.add_alike(place, index + 1, delivery, over_balls):
                    following = next_ball(overs, place, index, overs_per_end)
                    start = len(self.actions)
                    self.add_replacements(delivery)
                    before = self.ids_from(start)
                    self.add_returns(delivery)
                    at = len(self.actions)
                    self.add_delivery(place, index + 1, delivery, following, over_balls)
                    if before or len(self.actions) > at + 1:
                        self.around[self.actions[at].id] = before, self.ids_from(at + 1)

    def ids_from(self, place: int) -> tuple[str, ...]:
        """Return the ids of the actions from a place on."""
        return tuple(action.id for action in self.actions[place:])

    def add_alike(
        self, over_number: int, ball: int, delivery: Json, over_balls: int | None
    ) -> bool:
        """Append a ball that is like one before it; False where it needs to be looked at whole."""
        template = self.alike.find(delivery, over_balls)
        striker, non_striker = delivery["batter"], delivery["non_striker"]
        is_return = self.retired and (striker in self.retired or non_striker in self.retired)
        if template is None or is_return:
            return False
        striker_id, non_striker_id = self.batters[striker], self.batters[non_striker]
        bowler_id = self.bowlers[delivery["bowler"]]
        is_within = ball <= MAX_BALL and over_number <= MAX_OVER
        if self.people.has_odd_ids or not is_within or len(self.actions) >= MAX_SEQUENCE:
            return False
        fields = self.next_identity()
        fields["innings_number"] = self.number
        fields["over_number"], fields["ball_in_over"] = over_number, ball
        fields["striker_id"], fields["non_striker_id"] = striker_id, non_striker_id
        fields["bowler_id"] = bowler_id
        self.actions.append(copied(template, fields))
        self.crease = {striker, non_striker}
        return True

    def add_delivery(
        self,
        over_number: int,
        ball: int,
        delivery: Json,
        following: Json | None,
        over_balls: int | None,
    ) -> None:
        """The ball itself with the wicket it took, then what happened without a ball."""
        pair = {delivery["batter"], delivery["non_striker"]}
        wickets = delivery.get("wickets", [])
        taken = next((each for each in wickets if takes_a_ball(each, pair)), None)
        fields = runs_of(delivery) | review_of(delivery)
        fields["is_wicket"] = taken is not None
        if over_balls is not None:
            fields["over_balls"] = over_balls
        if taken is not None:
            fields["wicket"] = wicket_of(
                self.people, self.batting, delivery, taken, following, self.edition
            )
        self.add(
            ActionType.DELIVERY,
            over_number=over_number,
            ball_in_over=ball,
            striker_id=self.batters[delivery["batter"]],
            non_striker_id=self.batters[delivery["non_striker"]],
            bowler_id=self.bowlers[delivery["bowler"]],
            **fields,
        )
        self.alike.remember(self.actions[-1], delivery, over_balls)
        self.crease = pair - ({taken["player_out"]} if taken else set())
        for wicket in wickets:
            if wicket is not taken:
                self.add_departure(wicket)

    def add_departure(self, wicket: Json) -> None:
        """A retirement, or a dismissal that took no ball."""
        name, kind = wicket["player_out"], wicket_type(wicket)
        is_away = name in self.retired and name not in self.crease
        if is_away and kind in NOT_A_WICKET:
            return
        if not is_away and name not in self.crease and kind is not WicketType.TIMED_OUT:
            self.add(ActionType.BATTER_ARRIVED, player_id=self.batter_id(name))
            self.crease.add(name)
        if kind in RETIREMENTS:
            self.retire(name, RETIREMENTS[kind])
            return
        fielders, substitutes = fielders_of(self.people, self.fielding, wicket)
        self.add(
            ActionType.BATTER_DISMISSED,
            player_id=self.batter_id(name),
            wicket_type=kind,
            fielder_ids=tuple(fielders),
            substitute_ids=tuple(substitutes),
        )
        self.crease.discard(name)

    def retire(self, name: str, how: Retirement) -> None:
        """A batter leaves and may come back."""
        self.add(ActionType.BATTER_RETIRED, player_id=self.batter_id(name), retirement=how)
        self.crease.discard(name)
        self.retired[name] = next(kind for kind, each in RETIREMENTS.items() if each is how)

    def add_returns(self, delivery: Json) -> None:
        """Batters of the coming ball who had retired resume their innings."""
        for name in (delivery["batter"], delivery["non_striker"]):
            if name in self.retired and name not in self.crease:
                was_out = self.retired.pop(name) is WicketType.RETIRED_OUT
                self.add(ActionType.BATTER_RESUMED, player_id=self.batter_id(name), consent=was_out)
                self.crease.add(name)

    def add_replacements(self, delivery: Json) -> None:
        """Players who took another's place or role in the match before this ball."""
        replacements = delivery.get("replacements", {})
        pair = (delivery["batter"], delivery["non_striker"])
        for each in replacements.get("match", []):
            team = each.get("team") or self.team_of(each)
            self.replace(each, team, ReplacementRole.PLAYER)
            if team == self.batting and each.get("out") in self.crease - set(pair):
                self.retire(each["out"], Retirement.HURT)
        for each in replacements.get("role", []):
            if each.get("role") == "batter":
                if each.get("out") in self.crease:
                    self.retire(each["out"], retirement(each.get("reason")))
            else:
                self.replace(each, self.fielding, ReplacementRole.BOWLER)

    def team_of(self, replacement: Json) -> str:
        """Return the side of a replacement that does not say: that of the one who went or came."""
        squad = self.people.squads[self.batting]
        is_batting = replacement.get("out") in squad or replacement.get("in") in squad
        return self.batting if is_batting else self.fielding

    def replace(self, each: Json, team: str, role: ReplacementRole) -> None:
        """One replacement; a player new to the match is no longer one of the first eleven."""
        fields: dict[str, Any] = {}
        if not each.get("in"):
            return
        if role is ReplacementRole.PLAYER:
            self.people.joined_late.add((team, each["in"]))
        if each.get("out"):
            fields["out_player_id"] = self.people.player_id(team, each["out"])
        self.add(
            ActionType.PLAYER_REPLACED,
            team_id=self.people.team_id(team),
            in_player_id=self.people.player_id(team, each["in"]),
            role=role,
            reason=replacement_reason(str(each.get("reason", "unknown"))),
            **fields,
        )


def takes_a_ball(wicket: Json, pair: set[str]) -> bool:
    """Return whether a wicket fell to the ball it is listed with, and to a batter who was in."""
    kind = wicket_type(wicket)
    return (
        kind not in RETIREMENTS
        and kind is not WicketType.TIMED_OUT
        and wicket["player_out"] in pair
    )


def retirement(reason: str | None) -> Retirement:
    """Return how a batter left whom another replaced at the crease."""
    return Retirement.HURT if reason == "injury" else Retirement.NOT_OUT


def replacement_reason(words: str) -> ReplacementReason:
    """Return our word for a Cricsheet reason; exclusions are suspensions."""
    if words.startswith("excluded"):
        return ReplacementReason.SUSPENDED
    return REPLACEMENT_REASONS.get(words, ReplacementReason.UNKNOWN)


def nonce(match_id: str, own_id: ActionId) -> str:
    """Return a nonce that is the same at each import, so that importing twice changes nothing."""
    return hashlib.sha256(f"{match_id}/{own_id}".encode()).hexdigest()[:12]
