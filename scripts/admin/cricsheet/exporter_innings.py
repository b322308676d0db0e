"""Exports one innings: its overs, and the facts between balls for which Cricsheet has a place.

Cricsheet attaches a departure without a ball to the ball before it, and a replacement to the ball
after it.
"""

from collections import Counter
from typing import Any

from admin.cricsheet.exporter_delivery_fields import delivery_fields
from admin.cricsheet.exporter_facts import StoredFacts
from admin.cricsheet.exporter_innings_fields import innings_fields
from admin.cricsheet.exporter_names import Names
from admin.cricsheet.kinds import WICKET_TYPES
from scrbrd.domain.actions import (
    Action,
    BatterArrived,
    BatterDismissed,
    BatterResumed,
    BatterRetired,
    Delivery,
    InningsClosed,
    InningsStarted,
    MatchClosed,
    PenaltyAwarded,
    PlayerReplaced,
    TargetRevised,
    Wicket,
)
from scrbrd.domain.json_types import Json
from scrbrd.domain.state import Innings
from scrbrd.domain.vocabulary import (
    ReplacementReason,
    ReplacementRole,
    Retirement,
    WicketType,
)

CAUGHT_AND_BOWLED = "caught and bowled"
KINDS = {ours: theirs for theirs, ours in WICKET_TYPES.items() if theirs != CAUGHT_AND_BOWLED}
RETIRED = {
    Retirement.HURT: KINDS[WicketType.RETIRED_HURT],
    Retirement.OUT: KINDS[WicketType.RETIRED_OUT],
    Retirement.NOT_OUT: KINDS[WicketType.RETIRED_NOT_OUT],
}
REASONS = {
    ReplacementReason.CONCUSSION: "concussion_substitute",
    ReplacementReason.COVID: "covid_replacement",
    ReplacementReason.IMPACT: "impact_player",
    ReplacementReason.SUPERSUB: "supersub",
    ReplacementReason.TACTICAL: "tactical_substitute",
    ReplacementReason.NATIONAL: "national_callup",
    ReplacementReason.INJURY: "injury_substitute",
    ReplacementReason.SUSPENDED: "excluded",
    ReplacementReason.UNKNOWN: "unknown",
}
UNNAMED_FIELDS = ("bowling_angle", "note", "runs_run", "shot_data", "not_counted")
"""Fields of an action that Cricsheet has no name for."""

IMPLIED = (BatterArrived, BatterResumed, InningsClosed, InningsStarted, MatchClosed, TargetRevised)
"""Actions that deliveries, innings or outcome of the file imply."""


class InningsExport:
    """Collects one innings of the file; `innings` is the current one of the fold.

    `returning` are the ids of retirements after which the batter came back: Cricsheet records those
    as a replacement at the crease, the others as a wicket.
    """

    def __init__(
        self,
        names: Names,
        innings: Innings,
        balls_per_over: int,
        before: "InningsExport | None",
        returning_ids: frozenset[str],
        facts: StoredFacts,
    ) -> None:
        self.names, self.innings, self.before = names, innings, before
        self.returning_ids, self.facts = returning_ids, facts
        self.balls_per_over = balls_per_over
        self.overs: dict[int, list[Json]] = {}
        self.last: Json | None = None
        self.miscounted: dict[str, Json] = {}
        self.penalties: Counter[str] = Counter()
        self.replacements: dict[str, list[Json]] = {}
        self.replaced: set[str] = set()
        self.omitted_counts: Counter[str] = Counter()
        self.omitted_of_actions: list[str] = []
        self.has_own_overs = False

    @property
    def omitted(self) -> list[str]:
        """The facts of this innings that the file omits."""
        number = self.innings.number
        counts = [
            f"innings {number}: {name} of {times}" for name, times in self.omitted_counts.items()
        ]
        unattached = [f"innings {number}: who replaced whom behind the last ball"]
        return [*self.omitted_of_actions, *counts, *(unattached if self.replacements else [])]

    def add(self, action: Action, innings: Innings) -> None:
        """Add one action; `innings` is the fold's after it."""
        self.innings = innings
        if action.id in self.facts.covered_actions:
            return
        self.omitted_counts.update(
            f"{name}, {action.type}," for name in UNNAMED_FIELDS if getattr(action, name, None)
        )
        match action:
            case Delivery():
                self.add_delivery(action)
            case BatterRetired() | BatterDismissed():
                self.add_departure(action)
            case PlayerReplaced():
                self.add_replacement(action)
            case PenaltyAwarded():
                self.add_penalty(action)
            case _ if not isinstance(action, IMPLIED):
                self.omit(action, f"{action.type}: Cricsheet has no such thing")

    def omit(self, action: Action, reason: str) -> None:
        """Record that a fact of an action is omitted."""
        self.omitted_of_actions.append(f"{action.id}: {reason}")

    def add_impossible(self, action: Delivery) -> None:
        """Add a ball of the file that the fold refuses.

        It and the balls after it go into the overs that they name, because the fold's over numbers
        lag behind by the refused balls.
        """
        self.has_own_overs = True
        self.add_delivery(action)

    def add_delivery(self, action: Delivery) -> None:
        """Add a ball to its over, with the replacements before it."""
        name = self.names.player
        delivery: Json = {
            "batter": name(action.striker_id),
            "bowler": name(action.bowler_id),
            "non_striker": name(action.non_striker_id),
            **delivery_fields(action),
        }
        self.name_newcomers(delivery)
        if self.replacements:
            delivery["replacements"], self.replacements = self.replacements, {}
        if action.wicket is not None and action.is_wicket:
            delivery["wickets"] = [self.wicket(action, action.wicket)]
        delivery = self.facts.delivery(action.id, delivery)
        number = action.over_number if self.has_own_overs else self.innings.over.number
        self.overs.setdefault(number, []).append(delivery)
        if action.over_balls is not None and action.over_balls != self.balls_per_over:
            self.miscounted[str(number)] = {"balls": str(action.over_balls)}
        self.last, self.replaced = delivery, set()

    def name_newcomers(self, delivery: Json) -> None:
        """Set the names of the batters who came in for those who retired and will return."""
        before = {self.last["batter"], self.last["non_striker"]} if self.last else set()
        new = [each for each in (delivery["batter"], delivery["non_striker"]) if each not in before]
        waiting = [each for each in self.replacements.get("role", []) if "in" not in each]
        for entry, name in zip(waiting, new, strict=False):
            entry["in"] = name

    def wicket(self, action: Delivery, wicket: Wicket) -> Json:
        """Return a wicket that fell to a ball."""
        fielders = (*wicket.fielder_ids, *wicket.assist_fielder_ids)
        if wicket.assist_fielder_ids:
            self.omit(action, "who assisted: the file lists all fielders alike")
        out: Json = {"player_out": self.names.player(wicket.dismissed_player_id)}
        if wicket.type is WicketType.CAUGHT and fielders == (action.bowler_id,):
            return out | {"kind": CAUGHT_AND_BOWLED}
        return out | self.wicket_kind(KINDS[wicket.type], fielders, wicket.substitute_ids)

    def wicket_kind(
        self, kind: str, fielders: tuple[Any, ...], substitutes: tuple[Any, ...]
    ) -> Json:
        """Return the kind of a wicket, and its fielders if there were any."""
        fielder_entries = [self.names.fielder(each, substitutes) for each in fielders]
        return {"kind": kind} | ({"fielders": fielder_entries} if fielder_entries else {})

    def add_departure(self, action: BatterRetired | BatterDismissed) -> None:
        """Add a batter who left without a ball to the ball before, unless replaced."""
        if action.player_id in self.replaced:
            return
        if self.last is None:
            self.omit(action, f"{action.type} before the first ball: there is no ball to tell it")
            return
        out: Json = {"player_out": self.names.player(action.player_id)}
        if action.id in self.returning_ids:
            self.add_temporary_departure(action, out["player_out"])
            return
        if isinstance(action, BatterRetired):
            out |= {"kind": RETIRED[action.retirement]}
        else:
            kind = KINDS[action.wicket_type]
            out |= self.wicket_kind(kind, action.fielder_ids, action.substitute_ids)
        self.last.setdefault("wickets", []).append(out)

    def add_temporary_departure(self, action: BatterRetired | BatterDismissed, name: str) -> None:
        """Add a batter who retired and will return; the next ball shows the replacement."""
        is_hurt = isinstance(action, BatterRetired) and action.retirement is Retirement.HURT
        entry = {"out": name, "reason": "injury" if is_hurt else "unknown", "role": "batter"}
        self.replacements.setdefault("role", []).append(entry)

    def add_replacement(self, action: PlayerReplaced) -> None:
        """Add a replacement to the ball after it."""
        reason = REASONS[action.reason]
        if action.reason is ReplacementReason.SUSPENDED:
            self.omit(action, "what the player was excluded for")
        out = {"out": self.names.player(action.out_player_id)} if action.out_player_id else {}
        entry: Json = {"in": self.names.player(action.in_player_id), **out}
        if action.role is ReplacementRole.PLAYER:
            entry |= {"team": self.names.team(action.team_id), "reason": reason}
            self.replacements.setdefault("match", []).append(entry)
            self.replaced.add(action.out_player_id or "")
            return
        short = "injury" if action.reason is ReplacementReason.INJURY else reason
        entry |= {"reason": short, "role": str(action.role)}
        self.replacements.setdefault("role", []).append(entry)

    def add_penalty(self, action: PenaltyAwarded) -> None:
        """Add penalty runs: before the first ball of the innings, else after it.

        Runs for the other side are added after its innings before this one.
        """
        if action.to_team_id != self.innings.batting_team_id:
            if self.before is not None and self.before.innings.batting_team_id == action.to_team_id:
                self.before.penalties["post"] += action.runs
            else:
                self.omit(action, f"{action.runs} penalty runs for an innings still to come")
        elif self.last is None:
            self.penalties["pre"] += action.runs
        else:
            self.penalties["post"] += action.runs

    def data(self) -> Json:
        """Return the innings as an object of the file."""
        ball_counts = {"penalty_runs": dict(self.penalties), "miscounted_overs": self.miscounted}
        fields = innings_fields(
            self.names, self.innings, self.overs, ball_counts, self.balls_per_over
        )
        numbered = [{"over": over, "deliveries": each} for over, each in self.overs.items()]
        place = self.innings.number - 1
        return self.facts.innings(place, fields, numbered)
