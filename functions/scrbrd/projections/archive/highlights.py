"""Collects the highlights: wickets, boundaries, milestones, and the overs that turned the match.

`matches/{matchId}/archive/highlights`. Wickets and boundaries are found in the steps of the match,
milestones in the events of the feed.
"""

from collections.abc import Iterator, Sequence

from scrbrd.domain.actions import BatterResumed, Delivery
from scrbrd.domain.laws import FOUR, judge
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import FallOfWicket, Innings
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections.archive.document_size import PART_BYTES, size_of
from scrbrd.projections.archive.documents import ArchiveHighlights, Highlight
from scrbrd.projections.archive.turning_overs import BowledOvers
from scrbrd.projections.commentary import place_of_ball, wicket_line
from scrbrd.projections.feed.documents import FeedEvent, is_milestone
from scrbrd.projections.feed.event_data import MilestoneAchieved
from scrbrd.projections.feed.milestones import HAT_TRICK, Milestone
from scrbrd.projections.milestone_text import milestone_text
from scrbrd.projections.steps import Step

DROPPED_FIRST = ("four", "six", Milestone.MAIDEN)
"""Kinds that are left out first, in this order, if a match is too long for one document."""


class Highlights:
    """Collects the highlights of a match, action by action."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.overs = BowledOvers(inputs)
        self.found: list[Highlight] = []
        self.wickets_of: dict[PlayerId, list[str]] = {}

    def add_step(self, step: Step, events: Sequence[FeedEvent]) -> None:
        """Add the highlights of an action."""
        innings = step.innings
        if step.refused is not None or innings is None:
            return
        self.withdraw(step, innings)
        self.overs.add_step(step)
        self.found += self.wickets(step, innings)
        if isinstance(step.action, Delivery):
            self.found += self.boundary(step.action, innings)
        self.found += self.milestones(step, innings, events)

    def withdraw(self, step: Step, innings: Innings) -> None:
        """Remove highlights that the action made untrue.

        These are the maiden of an over that continues (Law 17.5), and the wicket of a batter who
        comes back with consent (Law 25.4.3).
        """
        action, start = step.action, step.start
        if (
            isinstance(action, Delivery)
            and start.is_over_complete
            and start.over == innings.over.number
        ):
            self.drop(Milestone.MAIDEN, innings.number, over=start.over)
        elif isinstance(action, BatterResumed):
            self.drop("wicket", innings.number, player_id=action.player_id)
            self.renumber_wickets(innings)

    def renumber_wickets(self, innings: Innings) -> None:
        """Renumber the wickets of an innings as its card does: there may be one fewer before
        them.
        """
        texts = {
            fall.player_id: wicket_line(innings, fall, self.inputs)
            for fall in innings.fall_of_wickets
        }
        for each in self.found:
            if each["kind"] == "wicket" and each["inningsNumber"] == innings.number:
                each["text"] = texts[PlayerId(each["playerIds"][0])]

    def drop(
        self, kind: str, number: int, *, over: int | None = None, player_id: PlayerId | None = None
    ) -> None:
        """Remove the highlights of a kind in an innings: of an over, or of a player."""

        def is_meant(each: Highlight) -> bool:
            if each["kind"] != kind or each["inningsNumber"] != number:
                return False
            if over is not None:
                return each["over"].partition(".")[0] == str(over)
            return player_id in each["playerIds"]

        self.found = [each for each in self.found if not is_meant(each)]

    def wickets(self, step: Step, innings: Innings) -> Iterator[Highlight]:
        """Yield the wickets that fell by an action: one, or two with a retirement."""
        for fall in innings.fall_of_wickets[step.start.falls :]:
            if fall.bowler_id is not None and not innings.is_super_over:
                self.wickets_of.setdefault(fall.bowler_id, []).append(step.action.id)
            yield self.wicket(step, innings, fall)

    def wicket(self, step: Step, innings: Innings, fall: FallOfWicket) -> Highlight:
        """Return one wicket, with the batter's innings and the score."""
        text = wicket_line(innings, fall, self.inputs)
        place = f"{fall.over}.{fall.ball}"
        ids = [fall.player_id, *([fall.bowler_id] if fall.bowler_id else [])]
        return highlight("wicket", [step.action.id], innings, place, text, ids)

    def boundary(self, action: Delivery, innings: Innings) -> Iterator[Highlight]:
        """Yield a four or six that reached the boundary."""
        ball = judge(action, self.inputs.setup.conditions)
        if not ball.boundary:
            return
        kind = "four" if ball.boundary == FOUR else "six"
        ids = [action.striker_id, action.bowler_id]
        striker, bowler = (self.inputs.player_name(each) for each in ids)
        text = f"{kind.upper()} by {striker} off {bowler}"
        yield highlight(kind, [action.id], innings, place_of_ball(innings, ball), text, ids)

    def milestones(
        self, step: Step, innings: Innings, events: Sequence[FeedEvent]
    ) -> Iterator[Highlight]:
        """Yield the milestones among the feed's events of an action."""
        for event in filter(is_milestone, events):
            data, of = event["data"], innings
            text, ids = milestone_text(data, self.inputs), ids_of(data)
            if data["milestone"] == "maiden":
                of = innings_bowled_in(data["playerId"], step, innings)
            over, ball = over_of(data, events) or (of.over.number, of.over.legal_balls)
            behind = self.action_ids_of(data, step, of, over)
            yield highlight(data["milestone"], behind, of, f"{over}.{ball}", text, ids)

    def action_ids_of(
        self, data: MilestoneAchieved, step: Step, innings: Innings, over: int
    ) -> list[str]:
        """Return the actions that make up a milestone: a hat-trick's wickets, a maiden's balls."""
        if data["milestone"] == "hat_trick":
            bowler_id = PlayerId(data["playerId"])
            return self.wickets_of.get(bowler_id, [step.action.id])[-HAT_TRICK:]
        bowled = self.overs.overs.get((innings.number, over))
        if data["milestone"] == "maiden" and bowled is not None:
            return list(bowled.action_ids)
        return [step.action.id]

    def document(self, limit: int = PART_BYTES) -> ArchiveHighlights:
        """Return the document: highlights in order of play, and the overs that turned the match.

        An element of an array makes two index entries at most, and `limit` bytes hold far fewer
        than 20,000 elements. `leftOut` is the number of highlights that did not fit.
        """
        turning = self.overs.turning_overs()
        kept = fitting(self.found, limit - size_of(turning))
        return {
            "matchId": self.inputs.setup.match_id,
            "highlights": kept,
            "turningOvers": turning,
            "leftOut": len(self.found) - len(kept),
        }


def innings_bowled_in(bowler_id: str, step: Step, innings: Innings) -> Innings:
    """Return the innings of a maiden.

    It is the innings before if the action that showed the maiden began the next one.
    """
    before = step.before.innings
    has_bowled = before is not None and PlayerId(bowler_id) in before.bowlers
    return before if before is not None and before is not innings and has_bowled else innings


def over_of(data: MilestoneAchieved, events: Sequence[FeedEvent]) -> tuple[int, int] | None:
    """Return the over in which a maiden was bowled, 0-based, and its legal balls.

    None for other milestones. It is the bowler's over that the same action ended, or showed to have
    ended (Law 17.5).
    """
    if data["milestone"] != "maiden":
        return None
    for event in events:
        if event["type"] == "OVER_COMPLETE" and data["playerId"] in event["data"]["bowlerIds"]:
            return event["data"]["overNumber"], event["data"]["balls"]
    return None


def ids_of(data: MilestoneAchieved) -> Sequence[str]:
    """Return the ids of the player or pair that reached a milestone; empty for a side."""
    if "playerIds" in data:
        return data["playerIds"]
    return [data["playerId"]] if "playerId" in data else []


def highlight(
    kind: str,
    action_ids: list[str],
    innings: Innings,
    place: str,
    text: str,
    player_ids: Sequence[str],
) -> Highlight:
    """Return one highlight; `over` is where it was complete: 0-based over, then legal balls."""
    return {
        "kind": str(kind),
        "actionIds": action_ids,
        "inningsNumber": innings.number,
        "over": place,
        "text": text,
        "playerIds": list(player_ids),
    }


def fitting(highlights: Sequence[Highlight], limit: int) -> list[Highlight]:
    """Return as many highlights as fit, in their order.

    Boundaries and maidens are left out first.
    """

    def rank(place: int) -> int:
        kind = highlights[place]["kind"]
        return DROPPED_FIRST.index(kind) if kind in DROPPED_FIRST else len(DROPPED_FIRST)

    kept, weight = [], 0
    for place in sorted(range(len(highlights)), key=rank, reverse=True):
        weight += size_of(highlights[place])
        if weight > limit:
            break
        kept.append(place)
    return [highlights[place] for place in sorted(kept)]
