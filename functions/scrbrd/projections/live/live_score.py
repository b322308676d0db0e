"""Makes `matches/{matchId}/live/score`: the document that spectators listen to."""

from collections.abc import Collection, Mapping

from scrbrd.domain.formats import RATE_BALLS
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import BallSummary, Innings, MatchState
from scrbrd.domain.vocabulary import CloseReason, MatchStatus, PlayerId
from scrbrd.projections.feed.documents import BowledBall, FeedState
from scrbrd.projections.feed.text import last_ball
from scrbrd.projections.live.documents import (
    BallProjection,
    CurrentInnings,
    InningsProjection,
    LiveScore,
)
from scrbrd.projections.live.next_ball import (
    bowlers_of_now,
    last_five_overs,
    needs,
    next_target,
    previous_bowler,
    toss,
    yet_to_bat,
)
from scrbrd.projections.live.parts import ExtraType, LastBall, PowerplayProjection
from scrbrd.projections.live.rain import dls
from scrbrd.projections.live.scorecard import (
    innings_projection,
    overs_figure,
    partnership,
    rate_or_zero,
)
from scrbrd.projections.wording import margin_text, result_text


def live_score(
    state: MatchState,
    inputs: Inputs,
    last_action_id: str | None,
    feed: FeedState | None = None,
    left_out: Collection[int] = (),
    in_words: LastBall | None = None,
) -> LiveScore:
    """Return the public score; `last_action_id` is the greatest id present, voided or not.

    The cards of innings with a number in `left_out` are unchanged and not made. `feed` has the
    actions of the over's balls, and the last ball; without it the score has neither. `in_words` is
    the text of the last ball, if already made.
    """
    feed = feed or FeedState()
    current, result = state.current, state.result
    cards = {
        each.number: innings_projection(state, each, inputs)
        for each in state.innings
        if each.number not in left_out or each.is_super_over
    }
    card = cards[current.number] if current else None
    super_overs = tuple(cards[each.number] for each in state.super_overs)
    stand = current.partnerships[-1] if current and current.partnerships else None
    return LiveScore(
        match_id=state.setup.match_id,
        status=match_status(state),
        innings_number=current.number if current else 1,
        current_innings=current_innings(state, current, inputs) if current else None,
        batsmen=card.batsmen if card else (),
        bowlers=bowlers_of_now(state, current, card.bowlers) if current and card else (),
        current_over=current_over(current, feed, inputs) if current else (),
        partnership=partnership(stand) if stand else None,
        fall_of_wickets=card.fall_of_wickets if card else (),
        extras=card.extras if card else None,
        **numbered_innings(state, cards),
        super_overs=super_overs or None,
        toss=toss(state, inputs),
        last_ball=in_words or last_ball(feed, inputs),
        needs=needs(state),
        yet_to_bat=yet_to_bat(state, current, card, inputs)
        if current and card and current.is_open
        else (),
        next_target=next_target(state),
        dls=dls(state),
        winner_id=result.winner_team_id if result else None,
        win_margin=margin_text(result) if result else None,
        result_text=result_text(result, inputs) if result else None,
        last_action_id=last_action_id,
        ledger=None,
    )


def numbered_innings(
    state: MatchState, cards: Mapping[int, InningsProjection]
) -> dict[str, InningsProjection]:
    """Return `innings1` to `innings4`, in the order they were played.

    Super overs are not among them.
    """
    names = names_of_cards(state)
    return {name: cards[number] for number, name in names.items() if number in cards}


def names_of_cards(state: MatchState) -> dict[int, str]:
    """Return the field of `live/score` for the card of each innings, by innings number."""
    places = enumerate(state.main_innings[:4], start=1)
    return {innings.number: f"innings{place}" for place, innings in places}


def match_status(state: MatchState) -> MatchStatus:
    """Return the status of the match, from the log alone."""
    if state.result is not None:
        return MatchStatus.COMPLETED
    current = state.current
    if current is None:
        return MatchStatus.SCHEDULED
    return MatchStatus.LIVE if current.is_open else MatchStatus.INNINGS_BREAK


def current_innings(state: MatchState, innings: Innings, inputs: Inputs) -> CurrentInnings:
    """Return the innings in progress with its rates; overs and balls as in the scorecard."""
    length = state.setup.conditions.balls_per_over
    bowled = innings.legal_balls
    remaining = balls_remaining(innings, length)
    required, previous_id = runs_required(innings), previous_bowler(innings)
    return CurrentInnings(
        batting_team_id=innings.batting_team_id,
        batting_team=inputs.team_name(innings.batting_team_id) or None,
        bowling_team_id=innings.bowling_team_id,
        bowling_team=inputs.team_name(innings.bowling_team_id) or None,
        runs=innings.runs,
        wickets=innings.wickets,
        overs=overs_figure(innings, length),
        balls=bowled,
        target=innings.target,
        striker_id=innings.striker_id,
        striker_name=name_of(innings.striker_id, inputs),
        non_striker_id=innings.non_striker_id,
        non_striker_name=name_of(innings.non_striker_id, inputs),
        bowler_id=innings.bowler_id,
        bowler_name=name_of(innings.bowler_id, inputs),
        previous_bowler_id=previous_id,
        previous_bowler_name=name_of(previous_id, inputs),
        bowling_angle=innings.bowling_angle,
        overs_limit=innings.overs_limit,
        is_free_hit=innings.is_free_hit and innings.is_open,
        powerplay=powerplay(innings),
        current_run_rate=rate_or_zero(innings.runs, bowled, RATE_BALLS),
        required_run_rate=rate_or_zero(required, remaining, RATE_BALLS)
        if required is not None and remaining and innings.is_open
        else None,
        projected_score=projected_score(innings, remaining),
        runs_required=required,
        balls_remaining=remaining,
        stoppage=state.stoppage if state.result is None else None,
        last_five_overs=last_five_overs(innings),
    )


def name_of(player_id: PlayerId | None, inputs: Inputs) -> str | None:
    """Return a player's name; None for None."""
    return None if player_id is None else inputs.player_name(player_id)


def balls_remaining(innings: Innings, balls_per_over: int) -> int | None:
    """Return the legal balls left, also those left in a won chase; None if overs are not limited.

    An over in progress has as many as the umpire announced. An innings that ended otherwise has
    none left.
    """
    if innings.overs_limit is None:
        return None
    if innings.closed not in (None, CloseReason.TARGET_REACHED):
        return 0
    over, overs_left = innings.over, innings.overs_limit - innings.overs_completed
    count = None if over.is_complete else over.umpires_count
    more = 0 if count is None else count - balls_per_over
    return max(0, overs_left * balls_per_over + more - innings.over_balls)


def runs_required(innings: Innings) -> int | None:
    """Return the runs that the side batting last still needs.

    0 once it has won, None once it cannot.
    """
    if innings.target is None:
        return None
    required = max(0, innings.target - innings.runs)
    return required if innings.is_open or not required else None


def projected_score(innings: Innings, remaining: int | None) -> int | None:
    """Return the total at the present rate, during a first innings of limited overs; else None."""
    if remaining is None or innings.target is not None or not innings.is_open:
        return None
    if not innings.legal_balls:
        return None
    return innings.runs + innings.runs * remaining // innings.legal_balls


def powerplay(innings: Innings) -> PowerplayProjection | None:
    """Return the fielding restriction in force for the next ball, if the powerplays are known."""
    place = (innings.overs_completed, innings.over_balls + 1)
    for span in innings.powerplays:
        start = (span.from_over, span.from_ball or 1)
        end = (span.to_over, span.to_ball or 99)
        if innings.is_open and start <= place <= end:
            return PowerplayProjection(type=span.type, to_over=span.to_over, to_ball=span.to_ball)
    return None


def current_over(innings: Innings, feed: FeedState, inputs: Inputs) -> tuple[BallProjection, ...]:
    """Return the deliveries of the over in progress, or of the last one until the next begins."""
    balls = innings.over.balls
    bowled = feed.over_balls if len(feed.over_balls) == len(balls) else (None,) * len(balls)
    return tuple(ball(*pair, inputs) for pair in zip(balls, bowled, strict=True))


def ball(summary: BallSummary, bowled: BowledBall | None, inputs: Inputs) -> BallProjection:
    """Return one delivery of an over; `bowled` has its action, its bowler and its place."""
    action_id, bowler_id, place = bowled or (None, None, None)
    return BallProjection(
        runs=summary.runs,
        is_wicket=summary.is_wicket,
        extra_type=ExtraType(summary.extra_type) if summary.extra_type else None,
        display=summary.display,
        action_id=action_id,
        bowler_id=bowler_id,
        bowler_name=name_of(bowler_id, inputs),
        over=place,
    )
