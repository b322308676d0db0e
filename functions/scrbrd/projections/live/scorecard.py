"""Makes the scorecard of an innings: its lines, extras and fall of wickets, with names."""

from collections.abc import Iterable

from scrbrd.domain.formats import RATE_BALLS, overs_text
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import (
    Batter,
    Bowler,
    Dismissal,
    FallOfWicket,
    Innings,
    MatchState,
    Partnership,
)
from scrbrd.domain.vocabulary import Outcome, PlayerId
from scrbrd.projections.live.documents import (
    BatsmanProjection,
    BowlerProjection,
    DismissalProjection,
    ExtrasProjection,
    FallOfWicketEntry,
    InningsProjection,
    PartnershipProjection,
    ResultProjection,
)
from scrbrd.projections.live.parts import Absentee, SpellSummary
from scrbrd.projections.wording import dismissal_text, result_text


def innings_projection(state: MatchState, innings: Innings, inputs: Inputs) -> InningsProjection:
    """Return a whole innings for a scorecard."""
    return InningsProjection(
        innings_number=innings.number,
        is_super_over=True if innings.is_super_over else None,
        batting_team_id=innings.batting_team_id,
        batting_team=inputs.team_name(innings.batting_team_id),
        runs=innings.runs,
        wickets=innings.wickets,
        overs=overs_figure(innings, state.setup.conditions.balls_per_over),
        balls=innings.legal_balls,
        target=innings.target,
        closed=innings.closed,
        batsmen=batsmen(innings, inputs),
        did_not_bat=did_not_bat(state, innings, inputs),
        bowlers=bowlers(state, innings, inputs),
        extras=extras(innings),
        fall_of_wickets=tuple(fall(each, inputs) for each in innings.fall_of_wickets),
        partnerships=tuple(partnership(each) for each in innings.partnerships),
    )


def overs_figure(innings: Innings, balls_per_over: int) -> float:
    """Return the overs of an innings for display.

    A miscounted over counts as one over (Law 17.5), but not before it ends, however many balls it
    has.
    """
    if innings.over_balls >= balls_per_over:
        return float(f"{innings.overs_completed}.{innings.over_balls}")
    return shown_overs(
        innings.overs_completed * balls_per_over + innings.over_balls, balls_per_over
    )


def shown_overs(balls: int, balls_per_over: int) -> float:
    """Return balls as the public schema's number of overs: 12.4 is twelve overs and four balls."""
    return float(overs_text(balls, balls_per_over))


def batsmen(innings: Innings, inputs: Inputs) -> tuple[BatsmanProjection, ...]:
    """Return the batters who came in, in that order."""
    striker_id = innings.striker_id if innings.is_open else None
    return tuple(
        batsman(batter, batter.player_id == striker_id, inputs)
        for batter in innings.batters.values()
    )


def batsman(batter: Batter, is_on_strike: bool, inputs: Inputs) -> BatsmanProjection:
    """Return one batter's line."""
    return BatsmanProjection(
        player_id=batter.player_id,
        player_name=inputs.player_name(batter.player_id),
        runs=batter.runs,
        balls_faced=batter.balls_faced,
        fours=batter.fours,
        sixes=batter.sixes,
        strike_rate=rate_or_zero(batter.runs, batter.balls_faced, 100),
        is_out=batter.is_out,
        dismissal=dismissal(batter.dismissal, inputs),
        is_on_strike=is_on_strike,
        batting_position=batter.position,
    )


def dismissal(how: Dismissal | None, inputs: Inputs) -> DismissalProjection | None:
    """Return how a batter was out or left; None for one still in."""
    if how is None:
        return None
    return DismissalProjection(
        type=how.type,
        bowler_id=how.bowler_id,
        fielder_ids=how.fielder_ids or None,
        description=dismissal_text(how, inputs),
    )


def rate_or_zero(part: int, whole: int, per: int) -> float:
    """Return `part` for every `per` of `whole`, with two decimals; 0 if `whole` is 0."""
    return round(part * per / whole, 2) if whole else 0.0


def did_not_bat(state: MatchState, innings: Innings, inputs: Inputs) -> tuple[Absentee, ...]:
    """Return the players of the batting side who have not come in, with the reason.

    None in a super over. A replaced player may no longer come in, so is not listed in an innings in
    progress.
    """
    if innings.batting_team_id is None or innings.is_super_over:
        return ()
    eleven = inputs.eleven_ids.get(innings.batting_team_id, ())
    gone = state.replaced_ids if innings.is_open else ()
    waiting = "yet to bat" if innings.is_open else "did not bat"
    return tuple(
        Absentee(
            player_id=player_id,
            player_name=inputs.player_name(player_id),
            description="absent hurt" if player_id in innings.absent_ids else waiting,
        )
        for player_id in not_in_yet(state, innings, eleven)
        if player_id not in gone
    )


def not_in_yet(
    state: MatchState, innings: Innings, eleven: Iterable[PlayerId]
) -> tuple[PlayerId, ...]:
    """Return the players of the batting side without an innings.

    Those of its eleven in the planned order, then those who joined it in the match, then those
    recorded as absent.
    """
    joined = (player for player, team in state.joined.items() if team == innings.batting_team_id)
    named = dict.fromkeys((*eleven, *joined, *innings.absent_ids))
    return tuple(each for each in named if each not in innings.batters)


def bowlers(state: MatchState, innings: Innings, inputs: Inputs) -> tuple[BowlerProjection, ...]:
    """Return the bowlers in the order they came on."""
    length = state.setup.conditions.balls_per_over
    return tuple(analysis(bowler, length, inputs) for bowler in innings.bowlers.values())


def analysis(bowler: Bowler, balls_per_over: int, inputs: Inputs) -> BowlerProjection:
    """Return one bowler's line."""
    return BowlerProjection(
        player_id=bowler.player_id,
        player_name=inputs.player_name(bowler.player_id),
        overs=shown_overs(bowler.balls_bowled + bowler.miscounted, balls_per_over),
        balls_bowled=bowler.balls_bowled,
        maidens=bowler.maidens,
        runs_conceded=bowler.runs_conceded,
        wickets=bowler.wickets,
        wides=bowler.wides,
        no_balls=bowler.no_balls,
        economy=rate_or_zero(bowler.runs_conceded, bowler.balls_bowled, RATE_BALLS),
        dot_balls=bowler.dot_balls,
        spells=tuple(
            SpellSummary(
                start_over=spell.start_over,
                end_over=spell.end_over,
                runs=spell.runs,
                wickets=spell.wickets,
            )
            for spell in bowler.spells
        ),
    )


def extras(innings: Innings) -> ExtrasProjection:
    """Return the extras of an innings, including penalty runs."""
    parts = (innings.wides, innings.no_balls, innings.byes, innings.leg_byes, innings.penalty)
    return ExtrasProjection(
        wides=innings.wides,
        no_balls=innings.no_balls,
        byes=innings.byes,
        leg_byes=innings.leg_byes,
        penalty=innings.penalty,
        total=sum(parts),
    )


def fall(fallen: FallOfWicket, inputs: Inputs) -> FallOfWicketEntry:
    """Return one fall of wicket."""
    return FallOfWicketEntry(
        wicket_number=fallen.wicket_number,
        score=fallen.score,
        over=f"{fallen.over}.{fallen.ball}",
        batsman_out_id=fallen.player_id,
        batsman_out_name=inputs.player_name(fallen.player_id),
        bowler_id=fallen.bowler_id,
    )


def partnership(stand: Partnership) -> PartnershipProjection:
    """Return one partnership."""
    return PartnershipProjection(
        wicket_number=stand.wicket_number,
        batsman_a_id=stand.batter_a_id,
        batsman_b_id=stand.batter_b_id,
        runs=stand.runs,
        balls=stand.balls,
        runs_a=stand.runs_a,
        runs_b=stand.runs_b,
    )


def result_projection(state: MatchState, inputs: Inputs) -> ResultProjection | None:
    """Return the result with names and texts; None while the match is in progress."""
    result = state.result
    if result is None:
        return None
    margin = {"innings": result.innings, "runs": result.runs, "wickets": result.wickets}
    by = {unit: number for unit, number in margin.items() if number is not None}
    winner = result.winner_team_id
    return ResultProjection(
        winner_id=winner,
        winner=inputs.team_name(winner) if winner else None,
        outcome=public_outcome(result.outcome),
        by=by or None,
        method=result.method,
        text=result_text(result, inputs),
    )


def public_outcome(outcome: Outcome) -> Outcome:
    """Return the outcome as one of four: an award or concession is a win, an abandonment a
    no-result.
    """
    if outcome in (Outcome.AWARDED, Outcome.CONCEDED):
        return Outcome.WIN
    return Outcome.NO_RESULT if outcome is Outcome.ABANDONED else outcome
