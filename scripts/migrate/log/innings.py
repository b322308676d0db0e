"""Converts the old balls of one innings to actions, under one reading.

Each action is folded as soon as it is made. The fold provides over, ball and striker of the next.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from migrate.log.dismissals import Fall, WicketBall, find_dismissed
from migrate.log.documents import NOBODY, document
from migrate.log.partners import (
    id_ranges,
    leaves_the_other_where_they_were,
    next_on_card,
    order_of_card,
)
from migrate.log.runs_reading import Reading, ball_runs
from migrate.log.stand_ins import UNKNOWN, StandIns, is_stand_in
from migrate.old.ball import OldBall, is_counted_remark
from migrate.old.totals import StatedBatter
from scrbrd.domain.actions import read_action
from scrbrd.domain.fold import HANDLERS
from scrbrd.domain.json_types import Json
from scrbrd.domain.noting import skip
from scrbrd.domain.problems import Refused
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import ActionType, CloseReason

UNKNOWN_WICKET_NOTE = "a wicket fell here; the old record does not say {}; correct this action"
OTHER_BATTER_NOTE = "a wicket fell here; {!r} is named as out and was not in; correct this action"


@dataclass(frozen=True, slots=True)
class InningsFacts:
    """What is known of an innings besides its balls. Teams are None if unknown."""

    match_id: str
    number: int
    batting_team_id: str | None = None
    bowling_team_id: str | None = None
    is_super_over: bool = False
    is_declared: bool = False
    target: int | None = None
    all_out: bool = False
    card: Mapping[str, StatedBatter] = field(default_factory=dict)
    recorded_by: str | None = None
    recorded_as: str | None = None


@dataclass(frozen=True, slots=True)
class BuiltInnings:
    """The actions of an innings.

    `unknown_wickets`: wickets of which nothing says who was out, or how.
    """

    reading: Reading
    documents: tuple[Json, ...]
    counts: Counter[str]
    notes: tuple[str, ...]
    unknown_wickets: int


def build_innings(
    facts: InningsFacts, balls: Sequence[OldBall], reading: Reading, before: MatchState
) -> BuiltInnings:
    """Return the actions of an innings that continues from `before`, which is not changed."""
    return InningsBuilder(facts, balls, reading, before.copied()).build()


class InningsBuilder:
    """Makes one action after the other, and reads from the fold where each leaves the batters."""

    def __init__(
        self, facts: InningsFacts, balls: Sequence[OldBall], reading: Reading, state: MatchState
    ) -> None:
        self.facts, self.balls, self.reading, self.state = facts, balls, reading, state
        self.stand_ins = StandIns(facts.number)
        self.documents: list[Json] = []
        self.counts: Counter[str] = Counter()
        self.notes: list[str] = []
        self.unknown_wickets = 0
        self.named_partner_action_ids: set[str] = set()
        self.card_order = order_of_card(facts.card, balls)
        self.card_deduced_ids: set[str] = set()
        self.doubtful_stand_ins: set[str] = set()
        self.is_strike_certain = True
        self.possible_partners: Sequence[str] = ()

    @property
    def innings(self) -> Innings | None:
        """The innings in the fold; None before its first action."""
        current = self.state.innings[-1] if self.state.innings else None
        return current if current is not None and current.number == self.facts.number else None

    def build(self) -> BuiltInnings:
        """Return all actions, with names in place of stand-ins."""
        self.start()
        for place, ball in enumerate(self.balls):
            self.bowl(place, ball)
        self.close()
        documents = tuple(with_names(self.documents, self.stand_ins))
        self.count_names(documents)
        return BuiltInnings(
            self.reading, documents, self.counts, tuple(self.notes), self.unknown_wickets
        )

    def count_names(self, documents: Sequence[Json]) -> None:
        """Count how players whom the old balls do not name became known, or that they did not."""
        listed: dict[str, list[str]] = {}
        faced: set[str] = set()
        for before, after in zip(self.documents, documents, strict=True):
            if "nonStrikerId" not in after:
                continue
            faced.add(after["strikerId"])
            how = how_known(before["nonStrikerId"], after["nonStrikerId"])
            if before["id"] in self.named_partner_action_ids:
                how = "said"
            elif after["nonStrikerId"] in self.card_deduced_ids - faced:
                how = "by the card's order"
            listed.setdefault(how, []).append(after["id"])
            self.counts[f"non-striker {how}"] += 1
            self.counts["striker unknown"] += after["strikerId"].startswith(f"{UNKNOWN}-")
        every = [each["id"] for each in documents if "nonStrikerId" in each]
        for how in ("left empty", "by the card's order"):
            if how in listed:
                where = ", ".join(id_ranges(listed[how], every))
                self.notes.append(f"non-striker is {how} at {where}")

    def start(self) -> None:
        """Add `innings_started` if it is known who bats; else the fold infers it, and a note
        says so."""
        facts = self.facts
        if facts.batting_team_id is None or facts.bowling_team_id is None:
            self.notes.append("which side bats is not said; the fold takes it from the match")
            return
        fields: Json = {
            "battingTeamId": facts.batting_team_id,
            "bowlingTeamId": facts.bowling_team_id,
            "superOver": facts.is_super_over,
        }
        if facts.target is not None and facts.number > 1:
            fields["target"] = facts.target
        self.add(ActionType.INNINGS_STARTED, fields)

    def close(self) -> None:
        """Add `innings_closed` if the old documents say why the innings ended and the score does
        not show it."""
        innings = self.innings
        if innings is None or not innings.is_open:
            return
        if self.facts.is_declared:
            self.add(ActionType.INNINGS_CLOSED, {"reason": str(CloseReason.DECLARED)})
        elif self.facts.all_out:
            self.add(ActionType.INNINGS_CLOSED, {"reason": str(CloseReason.ALL_OUT)})

    def add(self, kind: ActionType, fields: Json, ball: OldBall | None = None) -> None:
        """Append an action and fold it."""
        sequence = len(self.documents) + 1
        stamps = self.stamps(ball)
        made = document(self.facts.match_id, self.facts.number, sequence, kind, fields | stamps)
        self.documents.append(made)
        action = read_action(made)
        try:
            HANDLERS[action.type](self.state, action)
        except Refused as refused:
            skip(self.state, action, refused)

    def stamps(self, ball: OldBall | None) -> Json:
        """Return who recorded an action and when, as far as that is known."""
        by = ball.recorded_by if ball is not None else None
        stamps: Json = {
            "recordedBy": by or self.facts.recorded_by or NOBODY,
            "recordedAs": self.facts.recorded_as or NOBODY,
        }
        if ball is not None and ball.at is not None:
            stamps["timestamp"] = ball.at
        return stamps

    def bowl(self, place: int, ball: OldBall) -> None:
        """Add a ball as a delivery."""
        crease = self.innings.at_crease if self.innings else ()
        striker = self.striker(ball, crease)
        non_striker = self.non_striker(ball, crease, striker)
        runs = ball_runs(ball, self.reading.extra_runs, self.state.setup.conditions)
        over_number, ball_in_over = self.next_position()
        fields: Json = {
            "overNumber": over_number,
            "ballInOver": ball_in_over,
            "strikerId": striker,
            "nonStrikerId": non_striker,
            "bowlerId": self.bowler(place, ball),
            "runsOffBat": runs.off_bat,
            "extras": runs.extras,
            "totalRuns": runs.total,
            "isLegalDelivery": ball.is_legal,
            "isWicket": False,
        }
        if ball.is_wicket:
            scene = WicketBall(
                ball, striker, non_striker, self.balls[place + 1 :], self.facts.card, self.stand_ins
            )
            fields |= self.wicket(find_dismissed(scene), ball)
        if ball.coordinates is not None:
            x, y = ball.coordinates
            fields["shotData"] = {"coordinates": {"x": x, "y": y}}
        remarks = (*ball.remarks, *runs.remarks)
        self.counts.update(each for each in remarks if is_counted_remark(each))
        for remark in remarks:
            if is_counted_remark(remark):
                continue
            self.notes.append(f"{self.facts.number}_{len(self.documents) + 1}: {remark}")
        self.add(ActionType.DELIVERY, fields, ball)

    def next_position(self) -> tuple[int, int]:
        """Return (over 0-based, ball 1-based) of the next ball.

        An over ends with its legal balls (Law 17).
        """
        innings = self.innings
        if innings is None:
            return 0, 1
        if innings.over.is_complete or not innings.over.deliveries:
            return innings.overs_completed, 1
        return innings.over.number, innings.over.deliveries + 1

    def striker(self, ball: OldBall, crease: tuple[str, ...]) -> str:
        """Return the striker: as the ball names them, else by the rotation of strike, else a
        stand-in."""
        facing = self.innings.striker_id if self.innings else None
        if ball.striker_id is None:
            self.counts["striker inferred" if facing else "striker not said"] += 1
            return facing or self.stand_ins.new()
        return self.identify_batter(ball.striker_id, (facing or "", *crease))

    def non_striker(self, ball: OldBall, crease: tuple[str, ...], striker: str) -> str:
        """Return the non-striker; "" if it may be either of two batters and nothing decides
        which."""
        others = [player for player in crease if player != striker]
        if ball.non_striker_id is not None:
            player = self.identify_batter(ball.non_striker_id, others)
            if player != striker:
                self.named_partner_action_ids.add(f"{self.facts.number}_{len(self.documents) + 1}")
                return player
        if striker in self.possible_partners:
            self.possible_partners = ()
        if not others and self.possible_partners:
            return ""  # one of two known batters, not a new one
        if len(others) == 1 and others[0] not in self.doubtful_stand_ins:
            return others[0]
        if len(others) <= 1:
            return self.partner(striker)
        self.notes.append(
            f"{self.facts.number}_{len(self.documents) + 1}: {ball.striker_id} faces, two others"
            f" were in, and nothing says which of them left"
        )
        self.leave_empty(others)
        self.possible_partners = others
        return ""

    def leave_empty(self, players: Sequence[str]) -> None:
        """Remove batters as non-striker from the balls since each last faced: one of them left
        meanwhile."""
        for player in players:
            for each in reversed(self.documents):
                if each.get("strikerId") == player:
                    break
                if (
                    each.get("nonStrikerId") == player
                    and each["id"] not in self.named_partner_action_ids
                ):
                    each["nonStrikerId"] = ""

    def partner(self, striker: str) -> str:
        """Return the batter who came in with the striker: by the card's order, else a stand-in."""
        came_in = {*(self.innings.batters if self.innings else ()), striker}
        if any(self.stand_ins.is_open(each) for each in came_in):
            return self.stand_ins.new()
        named = {self.stand_ins.names.get(each, each) for each in came_in}
        found = next_on_card(self.card_order, named)
        if found is None:
            return self.stand_ins.new()
        self.card_deduced_ids.add(found)
        return found

    def is_only_candidate(self, stand_in: str, places: Sequence[str]) -> bool:
        """Return True if a new name can only belong to a stand-in who is in and has not faced.

        With two batters in, it does. After a wicket it does if the strike is certain and the
        stand-in has it; if the batters may have crossed, the stand-in's place is no longer known.
        """
        if stand_in in self.doubtful_stand_ins:
            return False
        crease = self.innings.at_crease if self.innings else ()
        if len(crease) != 1:
            return True
        if not self.is_strike_certain:
            self.doubtful_stand_ins.add(stand_in)
            return False
        return places[0] == stand_in

    def identify_batter(self, name: str, places: Sequence[str]) -> str:
        """Return the id of a named player in the fold, which may be a stand-in at the crease."""
        player = self.stand_ins.known_as(name)
        batters = self.innings.batters if self.innings else {}
        if player in places or player in batters:
            return player
        free = next((each for each in places if self.stand_ins.is_open(each)), None)
        if free is None or not self.is_only_candidate(free, places):
            return player
        self.stand_ins.bind(free, name)
        return free

    def bowler(self, place: int, ball: OldBall) -> str:
        """Return the bowler: as the ball names them, else of other balls of the over, else an
        unknown id."""
        if ball.bowler_id is not None:
            return ball.bowler_id
        found = self.bowler_before() or self.bowler_after(place)
        self.counts["bowler inferred" if found else "bowler unknown"] += 1
        return found or f"{UNKNOWN}-{self.facts.number}-bowler"

    def bowler_before(self) -> str | None:
        """Return the bowler of the ball before in the same over; None if there is none that is
        known."""
        innings = self.innings
        if innings is None or innings.over.is_complete or not innings.over.bowler_ids:
            return None
        before: str = innings.over.bowler_ids[-1]
        return None if before.startswith(UNKNOWN) else before

    def bowler_after(self, place: int) -> str | None:
        """Return the bowler of a later ball of the same over; None if none is named."""
        innings = self.innings
        left = self.state.setup.conditions.balls_per_over - (innings.over_balls if innings else 0)
        for ball in self.balls[place:]:
            if left <= 0:
                return None
            if ball.bowler_id is not None:
                return ball.bowler_id
            left -= ball.is_legal
        return None

    def wicket(self, fall: Fall, ball: OldBall) -> Json:
        """Return the fields of a wicket; without a known player or kind, a note on the ball
        instead."""
        if fall.player_id is None or fall.type is None:
            self.unknown_wickets += 1
            crease = self.innings.at_crease if self.innings else ()
            self.doubtful_stand_ins.update(each for each in crease if self.stand_ins.is_open(each))
            missing = "who was out" if fall.player_id is None else "how the batter was out"
            text = UNKNOWN_WICKET_NOTE.format(missing)
            if fall.player_id is None and ball.dismissed_id is not None:
                text = OTHER_BATTER_NOTE.format(ball.dismissed_id)
            self.notes.append(f"{self.facts.number}_{len(self.documents) + 1}: {text}")
            return {"note": text}
        if fall.how_known != "named":
            self.counts[f"dismissed batter: {fall.how_known}"] += 1
        edition = self.state.setup.conditions.laws_edition
        self.is_strike_certain = leaves_the_other_where_they_were(fall.type, edition)
        wicket: Json = {"type": str(fall.type), "dismissedPlayerId": fall.player_id}
        if ball.fielder_ids:
            wicket["fielderIds"] = list(ball.fielder_ids)
        return {"isWicket": True, "wicket": wicket}


def with_names(documents: Sequence[Json], stand_ins: StandIns) -> Sequence[Json]:
    """Return the actions with names in place of stand-ins."""
    acted = {each["strikerId"] for each in documents if "strikerId" in each}
    acted |= {each["wicket"]["dismissedPlayerId"] for each in documents if "wicket" in each}

    def name(player: str) -> str:
        return stand_ins.named(player, must_be_somebody=player in acted)

    done: list[Json] = []
    for each in documents:
        new = each | {key: name(each[key]) for key in ("strikerId", "nonStrikerId") if key in each}
        if "wicket" in each:
            out = name(each["wicket"]["dismissedPlayerId"])
            new["wicket"] = each["wicket"] | {"dismissedPlayerId": out}
        done.append(new)
    return done


def how_known(before: str, after: str) -> str:
    """Return how a non-striker became known: `before` is their id in the fold, `after` that in
    the log."""
    if not after or after.startswith(UNKNOWN):
        return "left empty" if not after else "unknown"
    return "from a later ball" if is_stand_in(before) else "by rotation"
