"""Converts a Cricsheet innings to actions in the order in which they happened."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from admin.cricsheet.ball_templates import BallTemplates, copy_with
from admin.cricsheet.delivery import (
    fielders_of,
    review_of,
    runs_of,
    wicket_of,
    wicket_type,
)
from admin.cricsheet.figures import miscounted_balls, next_ball
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
    """Collects the actions of one innings, and assigns their ids, nonces and sequence numbers."""

    match_id: str
    number: int
    people: People
    batting: str
    edition: LawsEdition
    ball_templates: BallTemplates
    actions: list[Action] = field(default_factory=list)
    crease: set[str] = field(default_factory=set)
    retired: dict[str, WicketType] = field(default_factory=dict)
    last_nonce: str = ""
    next_new: int = 0
    miscounted: dict[str, Json] = field(default_factory=dict)
    around: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = field(default_factory=dict)
    """By a ball's id, the ids of the replacements before it and of the departures after it."""

    def __post_init__(self) -> None:
        self.batters = self.people.of_side(self.batting)
        self.bowlers = self.people.of_side(self.fielding)

    @property
    def fielding(self) -> str:
        """The name of the side in the field."""
        return self.people.opponents_of(self.batting)

    def take_new(self) -> list[Action]:
        """Return the actions added since the last call."""
        new = self.actions[self.next_new :]
        self.next_new = len(self.actions)
        return new

    def add(self, kind: ActionType, **fields: Any) -> None:
        """Append one action of a type, with the next sequence number."""
        identity = self.next_identity() | {
            "match_id": self.match_id,
            "innings_number": self.number,
            "type": kind,
            "source": Source.IMPORT,
        }
        self.actions.append(ACTION_MODELS[kind].model_validate(identity | fields))

    def next_identity(self) -> dict[str, Any]:
        """Return the fields that identify the next action."""
        sequence, follows = len(self.actions) + 1, self.last_nonce
        own_id = action_id(self.number, sequence)
        self.last_nonce = stable_nonce(self.match_id, own_id)
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

    def is_without_batters(self, batters: Mapping[PlayerId, Batter]) -> bool:
        """Return True if no batter could have come in: all others are out, retired or absent."""
        squad = [self.batters[name] for name in self.people.squads[self.batting]]
        unused = [player for player in squad if player not in batters]
        gone = sum(batter.dismissal is not None for batter in batters.values())
        return not unused and gone >= len(batters) - 1 > 0

    def add_deliveries(self, innings: Json, balls_per_over: int, overs_per_end: int) -> None:
        """Add every delivery with the actions around it."""
        overs = [over for over in innings.get("overs", []) if over["deliveries"]]
        for place, over in enumerate(overs):
            over_balls = miscounted_balls(innings, over, place == len(overs) - 1, balls_per_over)
            if over_balls is not None:
                self.miscounted[str(place)] = {"balls": str(over_balls)}
            for index, delivery in enumerate(over["deliveries"]):
                if not self.add_copy(place, index + 1, delivery, over_balls):
                    following = next_ball(overs, place, index, overs_per_end)
                    start = len(self.actions)
                    self.add_replacements(delivery)
                    before = self.action_ids_from(start)
                    self.add_returns(delivery)
                    delivery_index = len(self.actions)
                    self.add_delivery(place, index + 1, delivery, following, over_balls)
                    if before or len(self.actions) > delivery_index + 1:
                        self.around[self.actions[delivery_index].id] = (
                            before,
                            self.action_ids_from(delivery_index + 1),
                        )

    def action_ids_from(self, place: int) -> tuple[str, ...]:
        """Return the ids of the actions from a list index on."""
        return tuple(action.id for action in self.actions[place:])

    def add_copy(self, over_number: int, ball: int, delivery: Json, over_balls: int | None) -> bool:
        """Append a ball as a copy of a similar earlier one.

        Returns False if it must be converted in full.
        """
        template = self.ball_templates.find(delivery, over_balls)
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
        self.actions.append(copy_with(template, fields))
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
        """Add a ball with its wicket, then the departures that took no ball."""
        pair = {delivery["batter"], delivery["non_striker"]}
        wickets = delivery.get("wickets", [])
        wicket_taken = next((each for each in wickets if takes_a_ball(each, pair)), None)
        fields = runs_of(delivery) | review_of(delivery)
        fields["is_wicket"] = wicket_taken is not None
        if over_balls is not None:
            fields["over_balls"] = over_balls
        if wicket_taken is not None:
            fields["wicket"] = wicket_of(
                self.people, self.batting, delivery, wicket_taken, following, self.edition
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
        self.ball_templates.remember(self.actions[-1], delivery, over_balls)
        self.crease = pair - ({wicket_taken["player_out"]} if wicket_taken else set())
        for wicket in wickets:
            if wicket is not wicket_taken:
                self.add_departure(wicket)

    def add_departure(self, wicket: Json) -> None:
        """Add a retirement, or a dismissal that took no ball."""
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

    def retire(self, name: str, retirement_kind: Retirement) -> None:
        """Add a retirement; the batter may come back."""
        self.add(
            ActionType.BATTER_RETIRED, player_id=self.batter_id(name), retirement=retirement_kind
        )
        self.crease.discard(name)
        self.retired[name] = next(
            kind for kind, each in RETIREMENTS.items() if each is retirement_kind
        )

    def add_returns(self, delivery: Json) -> None:
        """Add the return of batters of the coming ball who had retired."""
        for name in (delivery["batter"], delivery["non_striker"]):
            if name in self.retired and name not in self.crease:
                was_out = self.retired.pop(name) is WicketType.RETIRED_OUT
                self.add(ActionType.BATTER_RESUMED, player_id=self.batter_id(name), consent=was_out)
                self.crease.add(name)

    def add_replacements(self, delivery: Json) -> None:
        """Add the players who took another's place or role in the match before this ball."""
        replacements = delivery.get("replacements", {})
        pair = (delivery["batter"], delivery["non_striker"])
        for each in replacements.get("match", []):
            team = each.get("team") or self.team_of(each)
            self.add_replacement(each, team, ReplacementRole.PLAYER)
            if team == self.batting and each.get("out") in self.crease - set(pair):
                self.retire(each["out"], Retirement.HURT)
        for each in replacements.get("role", []):
            if each.get("role") == "batter":
                if each.get("out") in self.crease:
                    self.retire(each["out"], retirement(each.get("reason")))
            else:
                self.add_replacement(each, self.fielding, ReplacementRole.BOWLER)

    def team_of(self, replacement: Json) -> str:
        """Return the side of a replacement that does not state it.

        It is that of the player who left or came in.
        """
        squad = self.people.squads[self.batting]
        is_batting = replacement.get("out") in squad or replacement.get("in") in squad
        return self.batting if is_batting else self.fielding

    def add_replacement(self, each: Json, team: str, role: ReplacementRole) -> None:
        """Add one replacement; a player new to the match is no longer one of the first eleven."""
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
    """Return True if a wicket belongs to the ball it is listed with.

    It then fell to one of the two batters of that ball.
    """
    kind = wicket_type(wicket)
    return (
        kind not in RETIREMENTS
        and kind is not WicketType.TIMED_OUT
        and wicket["player_out"] in pair
    )


def retirement(reason: str | None) -> Retirement:
    """Return the kind of retirement of a batter who was replaced at the crease."""
    return Retirement.HURT if reason == "injury" else Retirement.NOT_OUT


def replacement_reason(words: str) -> ReplacementReason:
    """Return our reason for a Cricsheet reason; exclusions are suspensions."""
    if words.startswith("excluded"):
        return ReplacementReason.SUSPENDED
    return REPLACEMENT_REASONS.get(words, ReplacementReason.UNKNOWN)


def stable_nonce(match_id: str, own_id: ActionId) -> str:
    """Return a nonce that is the same at each import, so that importing twice changes nothing."""
    return hashlib.sha256(f"{match_id}/{own_id}".encode()).hexdigest()[:12]
