"""Makes the replay: every action of the effective log with the score after it, in parts.

`matches/{matchId}/archive/replay_{part}`, parts 1-based. An action that could not count has a line
that says so; it changed nothing. Only a recorded end of an innings that had already ended by the
score has no second line.
"""

from collections.abc import Iterator, Sequence

from scrbrd.domain.actions import (
    Delivery,
    InningsClosed,
    InningsStarted,
    MatchClosed,
    PenaltyAwarded,
)
from scrbrd.domain.delivery import summary
from scrbrd.domain.formats import overs_text
from scrbrd.domain.laws import judge
from scrbrd.domain.match import Inputs
from scrbrd.domain.penalties import innings_to_credit
from scrbrd.domain.state import Batter, Bowler, Innings
from scrbrd.domain.vocabulary import PlayerId
from scrbrd.projections import commentary
from scrbrd.projections.archive.document_size import PART_BYTES, size_of
from scrbrd.projections.archive.documents import (
    ArchiveReplay,
    Chase,
    ReplayBall,
    ReplayBatter,
    ReplayBowler,
    ReplayFact,
    ReplayLine,
)
from scrbrd.projections.feed.documents import FeedEvent
from scrbrd.projections.feed.text import ball_sentence
from scrbrd.projections.live.live_score import balls_remaining, runs_required
from scrbrd.projections.steps import Step, counted_wicket
from scrbrd.projections.wording import result_text

DERIVED_START, DERIVED_CLOSE, RESULT = "innings_started", "innings_closed", "result"
"""Types of lines that may follow from another action; the first two are also types of actions."""


class ReplayLines:
    """Collects the lines of a match, action by action."""

    def __init__(self, inputs: Inputs) -> None:
        self.inputs = inputs
        self.balls: list[ReplayLine] = []
        self.derived_closes: dict[int, ReplayLine] = {}

    def add_step(self, step: Step, events: Sequence[FeedEvent]) -> None:
        """Add the lines of one action: its own, and those that follow from it."""
        if step.refused is not None:
            why = commentary.refused_line(str(step.refused), self.inputs)
            self.balls.append(line(step, "not_counted", why))
            return
        action, innings = step.action, step.innings
        starts, last = step.before.innings is not step.after.innings, step.before.innings
        if starts and last is not None and last.closed is not None and step.before.closed is None:
            close = commentary.close_line(last.closed)
            self.balls.append(of_innings(step, last, last.number, DERIVED_CLOSE, close))
        if starts and innings is not None and not isinstance(action, InningsStarted):
            self.balls.append(line(step, DERIVED_START, self.start_text(innings)))
        if isinstance(action, Delivery) and innings is not None:
            self.balls.append(ball_line(action, innings, self.inputs, events))
        elif not is_known_close(step):
            self.balls.append(fact_line(step, self.inputs))
        end_lines = list(self.ends(step))
        self.balls += end_lines

    def start_text(self, innings: Innings) -> str:
        """Return the text of an innings' beginning that was not recorded."""
        return commentary.start_line(
            innings.number, innings.batting_team_id, innings.is_super_over, self.inputs
        )

    def ends(self, step: Step) -> Iterator[ReplayFact]:
        """Yield the ends of an innings and of the match that an action caused."""
        closed = step.after.closed
        number = step.action.innings_number if step.innings is None else step.innings.number
        is_recorded = isinstance(step.action, InningsClosed | MatchClosed)
        is_other = step.start.closed != closed and not is_recorded
        has_continued = step.start.closed is not None and (
            is_other or isinstance(step.action, Delivery)
        )
        if has_continued:
            self.withdraw_close(number)
        is_new = has_continued or step.start.closed != closed
        if closed is not None and is_new and not is_recorded:
            close = line(step, DERIVED_CLOSE, commentary.close_line(closed))
            self.derived_closes[number] = close
            yield close
        result = step.after.result
        if result != step.before.result:  # the earlier result no longer holds
            self.balls = [each for each in self.balls if each["type"] != RESULT]
        if result is not None and result != step.before.result:
            yield line(step, RESULT, f"Result: {result_text(result, self.inputs)}")

    def withdraw_close(self, number: int) -> None:
        """Remove the derived end of an innings that continued."""
        withdrawn = self.derived_closes.pop(number, None)
        if withdrawn is not None:
            self.balls = [each for each in self.balls if each is not withdrawn]

    def documents(self, limit: int = PART_BYTES) -> dict[str, ArchiveReplay]:
        """Return `replay_1` and so on, each of at most `limit` bytes unless one line alone is
        larger.

        A document may have at most 40,000 index entries. An element of an array makes at most two,
        whatever it contains, and a line has over 100 bytes: a part cannot have more than 14,000.
        """
        parts: list[list[ReplayLine]] = list(split_parts(self.balls, limit)) or [[]]
        return {
            f"replay_{number}": {
                "matchId": self.inputs.setup.match_id,
                "part": number,
                "parts": len(parts),
                "balls": balls,
            }
            for number, balls in enumerate(parts, start=1)
        }


def is_known_close(step: Step) -> bool:
    """Return True if an action only records the end of an innings that had ended by the score."""
    action = step.action
    return isinstance(action, InningsClosed) and action.reason == step.start.closed


def split_parts(balls: Sequence[ReplayLine], limit: int) -> Iterator[list[ReplayLine]]:
    """Yield the lines in their order, in parts of at most `limit` bytes."""
    part: list[ReplayLine] = []
    weight = 0
    for each in balls:
        size = size_of(each)
        if part and weight + size > limit:
            yield part
            part, weight = [], 0
        part.append(each)
        weight += size
    if part:
        yield part


def line(step: Step, kind: str, text: str) -> ReplayFact:
    """Return a line without a ball; the innings' figures are those after the action."""
    return of_innings(step, step.innings, step.action.innings_number, kind, text)


def fact_line(step: Step, inputs: Inputs) -> ReplayFact:
    """Return the line of an action without a ball.

    The line of penalty runs has the innings that they go to, which may have ended long before (Law
    18.6), so that its last line has its total.
    """
    action = step.action
    text = commentary.fact_line(action, inputs)
    if isinstance(action, PenaltyAwarded):
        credited = innings_to_credit(step.state, action.to_team_id)
        if credited is not None:
            return of_innings(step, credited, credited.number, action.type, text)
    return line(step, action.type, text)


def of_innings(
    step: Step, innings: Innings | None, number: int, kind: str, text: str
) -> ReplayFact:
    """Return a line without a ball, with the current figures of `innings`."""
    return {
        "actionId": step.action.id,
        "type": str(kind),
        "inningsNumber": number,
        "over": None if innings is None else commentary.place_of_fact(innings),
        "inningsRuns": 0 if innings is None else innings.runs,
        "inningsWickets": 0 if innings is None else innings.wickets,
        "commentary": text,
    }


def ball_line(
    action: Delivery, innings: Innings, inputs: Inputs, events: Sequence[FeedEvent]
) -> ReplayBall:
    """Return a ball with the figures after it: both batters, the bowler, and what a chase needs.

    `striker` is the batter who faced this ball, whoever faces the next.
    """
    ball = judge(action, inputs.setup.conditions)
    display_summary = summary(ball, counted_wicket(action, innings))
    return {
        "actionId": action.id,
        "type": "delivery",
        "inningsNumber": action.innings_number,
        "over": commentary.place_of_ball(innings, ball),
        "inningsRuns": innings.runs,
        "inningsWickets": innings.wickets,
        "commentary": ball_sentence(events, inputs),
        "display": display_summary.display,
        "totalRuns": ball.total,
        "isWicket": display_summary.is_wicket,
        "striker": batter_figures(innings.batters[action.striker_id], inputs),
        "nonStriker": other_batter(innings, action.striker_id, inputs),
        "bowler": bowler_figures(innings.bowlers[action.bowler_id], inputs),
        **chase(innings, inputs.setup.conditions.balls_per_over),
    }


def other_batter(innings: Innings, striker_id: PlayerId, inputs: Inputs) -> ReplayBatter | None:
    """Return the partner of the batter who faced a ball.

    The pair stays together until the next one.
    """
    stand = innings.partnerships[-1]
    pair = (stand.batter_a_id, stand.batter_b_id)
    other_id = next((each for each in pair if each is not None and each != striker_id), None)
    return None if other_id is None else batter_figures(innings.batters[other_id], inputs)


def batter_figures(batter: Batter, inputs: Inputs) -> ReplayBatter:
    """Return a batter's runs and balls faced, wides excluded."""
    return {
        "playerId": batter.player_id,
        "playerName": inputs.player_name(batter.player_id),
        "runs": batter.runs,
        "ballsFaced": batter.balls_faced,
    }


def bowler_figures(bowler: Bowler, inputs: Inputs) -> ReplayBowler:
    """Return a bowler's figures; `overs` as text, `3.4`."""
    length = inputs.setup.conditions.balls_per_over
    return {
        "playerId": bowler.player_id,
        "playerName": inputs.player_name(bowler.player_id),
        "overs": overs_text(bowler.balls_bowled + bowler.miscounted, length),
        "maidens": bowler.maidens,
        "runsConceded": bowler.runs_conceded,
        "wickets": bowler.wickets,
    }


def chase(innings: Innings, balls_per_over: int) -> Chase:
    """Return what the side batting last still needs.

    Empty if there is no target; only the target after the chase is lost.
    """
    if innings.target is None:
        return {}
    left, required = balls_remaining(innings, balls_per_over), runs_required(innings)
    if required is None:
        return {"target": innings.target}
    needed: Chase = {"target": innings.target, "runsRequired": required}
    if left is not None:
        needed["ballsRemaining"] = left
    return needed
