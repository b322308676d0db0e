"""Makes the board: everything that a scorer must see of a match, and what comes next.

The TypeScript fold has the same code (`clients/web/client/src/fold/board.ts`), for pages without a
server; `scrbrd conformance` compares the two. No trigger imports this module.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from scrbrd.domain.effective import LogEntry, effective_log
from scrbrd.domain.fold import apply
from scrbrd.domain.formats import overs_text
from scrbrd.domain.innings import next_innings
from scrbrd.domain.overs import balls_left
from scrbrd.domain.problems import Problem
from scrbrd.domain.state import Bowler, Innings, MatchState, Over, Setup
from scrbrd.domain.vocabulary import ActionId, PlayerId, TeamId
from scrbrd.projections.board_parts import (
    BarReason,
    BatterLine,
    Board,
    BowlerLine,
    NextPlace,
    Required,
    Score,
    Stand,
    StripBall,
)
from scrbrd.projections.live.live_score import balls_remaining, powerplay, runs_required
from scrbrd.projections.live.next_ball import is_suspended, may_come_in, needs, previous_bowler

Elevens = Mapping[TeamId, Sequence[PlayerId]]
"""The players of each side's eleven, in the order planned."""


class Strip:
    """Collects the ids of the actions that are the balls of the over in progress."""

    def __init__(self) -> None:
        self.ids: list[ActionId] = []
        self._over: Over | None = None

    def follow(self, state: MatchState, action_id: ActionId) -> None:
        """Add an action that was applied to a state, if it added a ball to the over."""
        over = state.innings[-1].over if state.innings else None
        if over is not self._over:
            self._over, self.ids = over, []
        if over is not None and len(over.balls) > len(self.ids):
            self.ids.append(action_id)


def board(setup: Setup, entries: Iterable[LogEntry], elevens: Elevens) -> Board:
    """Fold a raw log, in any order and with repetitions, and return its board."""
    log, state, strip = effective_log(entries), MatchState(setup), Strip()
    for action in log.actions:
        apply(state, action)
        strip.follow(state, action.id)
    return board_of(state, log.problems, log.last_action_id, strip.ids, elevens)


def board_of(
    state: MatchState,
    log_problems: Sequence[Problem],
    last_action_id: ActionId | None,
    strip_ids: Sequence[ActionId],
    elevens: Elevens,
) -> Board:
    """Return the board of a state; `strip_ids` are the actions of the over's balls."""
    innings, upcoming = state.current, next_innings(state)
    open_innings = innings if innings is not None and innings.is_open else None
    target_innings = upcoming or innings
    span = powerplay(open_innings) if open_innings else None
    return Board(
        score=score(innings),
        striker=batter_line(innings, innings.striker_id) if innings else None,
        non_striker=batter_line(innings, innings.non_striker_id) if innings else None,
        bowler=bowler_line(state, innings) if innings else None,
        partnership=partnership(innings) if innings else None,
        strip=strip_of(innings, strip_ids) if innings else (),
        is_free_hit=open_innings is not None and open_innings.is_free_hit,
        powerplay=span.type if span else None,
        target=target_innings.target if target_innings else None,
        required=required(innings, state.setup.conditions.balls_per_over) if innings else None,
        needs=needs(state),
        next_place=next_place(innings, upcoming),
        likely_bowler_id=likely_bowler(state, open_innings) if open_innings else None,
        barred_bowlers=barred_bowlers(state, open_innings) if open_innings else {},
        yet_to_bat=yet_to_bat(state, open_innings or upcoming, elevens),
        result=state.result,
        problems=(*log_problems, *state.problems),
        last_action_id=last_action_id,
    )


def score(innings: Innings | None) -> Score:
    """Return the score; a miscounted over is one over all the same (Law 17.5)."""
    if innings is None:
        return Score(0, 0, "0.0", 0)
    overs = f"{innings.overs_completed}.{innings.over_balls}"
    return Score(innings.runs, innings.wickets, overs, innings.legal_balls)


def batter_line(innings: Innings, player_id: PlayerId | None) -> BatterLine | None:
    """Return the line of a batter at the crease; None for a free place."""
    batter = innings.batters.get(player_id) if player_id is not None else None
    if batter is None:
        return None
    return BatterLine(batter.player_id, batter.runs, batter.balls_faced, batter.fours, batter.sixes)


def bowler_line(state: MatchState, innings: Innings) -> BowlerLine | None:
    """Return the figures of the current bowler; None if no bowler is named."""
    player_id, length = innings.bowler_id, state.setup.conditions.balls_per_over
    if player_id is None:
        return None
    bowler = analysis(innings, player_id)
    overs = overs_text(bowler.balls_bowled + bowler.miscounted, length)
    figures = f"{overs}-{bowler.maidens}-{bowler.runs_conceded}-{bowler.wickets}"
    return BowlerLine(player_id, figures, overs_left(state, innings, player_id))


def analysis(innings: Innings, player_id: PlayerId) -> Bowler:
    """Return a bowler's analysis; an empty one for a player who has not bowled."""
    return innings.bowlers.get(player_id) or Bowler(player_id)


def overs_left(state: MatchState, innings: Innings, player_id: PlayerId) -> str | None:
    """Return the overs that a bowler may still bowl.

    None if there is no limit, and after the innings has ended.
    """
    conditions = state.setup.conditions
    left = balls_left(innings, analysis(innings, player_id), conditions)
    if left is None or not innings.is_open:
        return None
    is_barred = is_suspended(state, innings, player_id)
    return overs_text(0 if is_barred else left, conditions.balls_per_over)


def partnership(innings: Innings) -> Stand | None:
    """Return the partnership at the crease; None if there is none."""
    last = innings.partnerships[-1] if innings.partnerships else None
    return None if last is None or not last.is_open else Stand(last.runs, last.balls)


def strip_of(innings: Innings, ids: Sequence[ActionId]) -> tuple[StripBall, ...]:
    """Return the balls of the over, each with its action id."""
    return tuple(
        StripBall(action_id, ball.display)
        for action_id, ball in zip(ids, innings.over.balls, strict=True)
    )


def required(innings: Innings, balls_per_over: int) -> Required | None:
    """Return the runs and balls that a chase still needs.

    None if there is no target, or if it cannot be reached any more.
    """
    runs = runs_required(innings)
    return None if runs is None else Required(runs, balls_remaining(innings, balls_per_over))


def next_place(innings: Innings | None, upcoming: Innings | None) -> NextPlace:
    """Return the place of the next ball, according to the log so far."""
    if innings is None or upcoming is not None:
        return NextPlace(upcoming.number if upcoming else 1, 0, 1)
    over = innings.over
    if over.is_complete or not over.deliveries:
        return NextPlace(innings.number, innings.overs_completed, 1)
    return NextPlace(innings.number, over.number, over.deliveries + 1)


def likely_bowler(state: MatchState, innings: Innings) -> PlayerId | None:
    """Return the player who bowled before the current bowler, if they may bowl the next over."""
    before = previous_bowler(innings)
    return before if before is None or why_barred(state, innings, before) is None else None


def barred_bowlers(state: MatchState, innings: Innings) -> dict[PlayerId, BarReason]:
    """Return the bowlers and suspended players who may not bowl the next ball, with the reason."""
    suspended = {*innings.suspended_ids, *state.suspended_ids}
    candidates = sorted({*innings.bowlers, *suspended, *last_super_over_bowlers(state, innings)})
    reasons = ((player_id, why_barred(state, innings, player_id)) for player_id in candidates)
    return {player_id: why for player_id, why in reasons if why is not None}


def why_barred(state: MatchState, innings: Innings, player_id: PlayerId) -> BarReason | None:
    """Return why a bowler may not bowl the next ball (Laws 17.6, 41); None if they may.

    Whoever bowled the side's previous super over may not begin this one (playing condition).
    """
    conditions, over = state.setup.conditions, innings.over
    if is_suspended(state, innings, player_id):
        return BarReason.BOWLER_SUSPENDED
    allowed = conditions.max_consecutive_overs
    recent = innings.over_bowlers[-allowed:]
    if len(recent) == allowed and all(player_id in bowled for bowled in recent):
        return BarReason.CONSECUTIVE_OVERS
    if player_id not in innings.bowlers and player_id in last_super_over_bowlers(state, innings):
        return BarReason.SUPER_OVER_BOWLER
    is_bowling = not over.is_complete and player_id in over.bowler_ids
    is_spent = balls_left(innings, analysis(innings, player_id), conditions) == 0
    return BarReason.BOWLER_OVER_LIMIT if is_spent and not is_bowling else None


def last_super_over_bowlers(state: MatchState, innings: Innings) -> Collection[PlayerId]:
    """Return the bowlers of the previous super over that the side batting faced.

    Nobody if the innings is not a super over, or is the side's first.
    """
    if not innings.is_super_over:
        return ()
    earlier = (
        each
        for each in reversed(state.super_overs)
        if each is not innings and each.batting_team_id == innings.batting_team_id
    )
    return next((each.bowlers for each in earlier), ())


def yet_to_bat(
    state: MatchState, innings: Innings | None, elevens: Elevens
) -> tuple[PlayerId, ...]:
    """Return the players who may come in, in the planned order: of the side batting, or batting
    next.
    """
    if innings is None or innings.batting_team_id is None:
        return ()
    return may_come_in(state, innings, elevens.get(innings.batting_team_id, ()))
