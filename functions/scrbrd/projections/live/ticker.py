"""Builds `tickers/{matchId}`: a match in at most 1.5 kB, for home pages and large audiences.

Texts that are too long are cut; `live/score` has everything.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any, Final, NamedTuple

from scrbrd.domain.formats import overs_text
from scrbrd.domain.innings import next_innings
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import MatchFormat, MatchStatus, PlayerId, TeamId
from scrbrd.projections.commentary import wicket_line
from scrbrd.projections.feed.documents import FeedState
from scrbrd.projections.feed.text import last_ball
from scrbrd.projections.live.documents import as_document
from scrbrd.projections.live.live_score import balls_remaining, match_status, runs_required
from scrbrd.projections.live.match_status import parse_time
from scrbrd.projections.live.parts import LastBall
from scrbrd.projections.live.rain import dls
from scrbrd.projections.live.scorecard import overs_figure
from scrbrd.projections.live.ticker_document import (
    Required,
    StripBall,
    Ticker,
    TickerBatter,
    TickerBowler,
    TickerInnings,
    TickerRain,
    TickerTeam,
)
from scrbrd.projections.wording import result_text

MOST_BYTES: Final = 1_500
"""Bytes of JSON, for ids of up to 36 characters. Ids are never cut; longer ones may exceed it."""

BYTES_OF_THE_COMMIT: Final = len(',"version":') + len(str(2**53))
"""Bytes that a commit adds to the document."""

MOST_OF_THE_STRIP: Final = 10
MOST_MAIN_INNINGS, MOST_SUPER_OVERS = 4, 2


class Widths(NamedTuple):
    """The maximum bytes of a name, and of a sentence."""

    name: int
    text: int


WIDTHS: Final = (Widths(60, 300), Widths(40, 200), Widths(28, 120), Widths(20, 80), Widths(12, 40))
"""From wide to narrow; the first widths with which the document is small enough are used."""


def ticker(
    state: MatchState,
    inputs: Inputs,
    feed: FeedState,
    problem_count: int,
    short_names: Mapping[TeamId, str] | None = None,
    in_words: LastBall | None = None,
) -> Ticker:
    """Return the ticker of a match; `short_names` of teams replace those made from their names.

    `in_words` is the text of the last ball, if already made.
    """
    names_to_show = short_names_of(teams_of(state), inputs, short_names or {})
    last = in_words or last_ball(feed, inputs)
    *wider, narrowest = WIDTHS
    for widths in wider:
        found = ticker_within(widths, state, inputs, feed, problem_count, names_to_show, last)
        if size_of(found) <= MOST_BYTES:
            return found
    return ticker_within(narrowest, state, inputs, feed, problem_count, names_to_show, last)


def ticker_document(model: Ticker) -> dict[str, Any]:
    """Return the ticker as it is stored: `scheduledAt` is a timestamp, as in the match document."""
    document = as_document(model)
    if model.scheduled_at is not None:
        document["scheduledAt"] = model.scheduled_at
    return document


def size_of(model: Ticker) -> int:
    """Return the size in bytes of the stored document as JSON, including what the commit adds."""
    text = json.dumps(as_document(model), ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "replace")) + BYTES_OF_THE_COMMIT


def ticker_within(
    widths: Widths,
    state: MatchState,
    inputs: Inputs,
    feed: FeedState,
    problem_count: int,
    short_names: Mapping[TeamId, str],
    last: LastBall | None,
) -> Ticker:
    """Return the ticker with texts of at most these widths.

    `short_names` are the sides' short names.
    """
    current, status, sides = state.current, match_status(state), list(short_names)
    is_open = current is not None and current.is_open and state.result is None
    target, required = chase(state)
    return Ticker(
        match_id=state.setup.match_id,
        status=status,
        scheduled_at=scheduled_at(inputs),
        competition_id=inputs.competition_id,
        season_id=inputs.season_id,
        team_ids=tuple(sides),
        teams=tuple(
            TickerTeam(
                name=shorten(inputs.team_name(team_id), widths.name),
                short_name=shorten(short, widths.name),
            )
            for team_id, short in short_names.items()
        ),
        innings_number=current.number if current else 1,
        innings=tuple(innings_score(each, state, inputs, sides) for each in listed_innings(state)),
        batters=batters(current, inputs, widths) if current and is_open else (),
        bowler=bowler(state, current, inputs, widths) if current and is_open else None,
        strip=strip(current, feed) if current else (),
        last_ball=last_ball_within(widths, last) if last else None,
        last_wicket=last_wicket(current, inputs, widths) if current else None,
        target=target,
        required=required,
        dls=rain(state, widths),
        stoppage=shorten(state.stoppage, widths.name) if state.stoppage else None,
        result_text=shorten(result_text(state.result, inputs), widths.text)
        if state.result and status == MatchStatus.COMPLETED
        else None,
        problem_count=problem_count,
    )


def rain(state: MatchState, widths: Widths) -> TickerRain | None:
    """Return the target and par in force if time was lost; None once the match is over."""
    found = dls(state) if state.result is None else None
    if found is None:
        return None
    return TickerRain(
        method=shorten(found.method, widths.name),
        target=found.target if found.announced_target is None else found.announced_target,
        par=found.par if found.announced_par is None else found.announced_par,
    )


def shorten(text: str, most: int) -> str:
    """Return a text of at most `most` bytes; a text that was cut ends in an ellipsis."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) <= most:
        return text
    kept = encoded[: most - len("…".encode())].decode("utf-8", "ignore")
    return f"{kept.rstrip()}…"


def scheduled_at(inputs: Inputs) -> datetime | None:
    """Return when the match is scheduled to begin, according to its document."""
    at = parse_time(inputs.played_at)
    if at is None and inputs.match_date is not None:
        return datetime.combine(inputs.match_date, time(), UTC)
    return at


def teams_of(state: MatchState) -> tuple[TeamId, ...]:
    """Return the two sides, home first.

    Those in the log if the match document does not name them.
    """
    setup, played = state.setup, state.innings[:1]
    in_log = [team for each in played for team in (each.batting_team_id, each.bowling_team_id)]
    known = [setup.home_team_id, setup.away_team_id, *in_log]
    return tuple(dict.fromkeys(team for team in known if team is not None))[:2]


def short_names_of(
    sides: tuple[TeamId, ...], inputs: Inputs, given: Mapping[TeamId, str]
) -> dict[TeamId, str]:
    """Return the short names of both sides: those given, else made from their names.

    If both made names are equal, the full names are used.
    """
    derived = {team_id: initials(inputs.team_name(team_id)) for team_id in sides}
    if len({*derived.values()}) < len(sides):
        derived = {team_id: inputs.team_name(team_id) for team_id in sides}
    return {team_id: given.get(team_id) or derived[team_id] for team_id in sides}


def initials(name: str) -> str:
    """Return initials: `RCB` for Royal Challengers Bangalore, `IND` for India."""
    words = name.split()
    if len(words) > 1:
        return "".join(word[0] for word in words[:4]).upper()
    return name[:3].upper()


def listed_innings(state: MatchState) -> tuple[Innings, ...]:
    """Return the innings that fit into a ticker."""
    main, super_overs = state.main_innings, state.super_overs
    return (*main[:MOST_MAIN_INNINGS], *super_overs[-MOST_SUPER_OVERS:])


def innings_score(
    innings: Innings, state: MatchState, inputs: Inputs, sides: list[TeamId]
) -> TickerInnings:
    """Return an innings in short."""
    side = innings.batting_team_id
    return TickerInnings(
        team=sides.index(side) if side in sides else None,
        runs=innings.runs,
        wickets=innings.wickets,
        overs=overs_figure(innings, state.setup.conditions.balls_per_over),
        balls=innings.legal_balls if inputs.format is MatchFormat.HUNDRED else None,
        closed=innings.closed,
        is_super_over=innings.is_super_over or None,
    )


def batters(innings: Innings, inputs: Inputs, widths: Widths) -> tuple[TickerBatter, ...]:
    """Return the batters at the crease, striker first."""
    return tuple(
        TickerBatter(
            player_id=player_id,
            player_name=shorten(inputs.player_name(player_id), widths.name),
            runs=innings.batters[player_id].runs,
            balls=innings.batters[player_id].balls_faced,
            is_on_strike=player_id == innings.striker_id or None,
        )
        for player_id in innings.at_crease
    )


def bowler(
    state: MatchState, innings: Innings, inputs: Inputs, widths: Widths
) -> TickerBowler | None:
    """Return the current bowler, or that of the last ball; None before one is named."""
    player_id = innings.bowler_id
    if player_id is None:
        return None
    return TickerBowler(
        player_id=player_id,
        player_name=shorten(inputs.player_name(player_id), widths.name),
        figures=figures(state, innings, player_id),
    )


def figures(state: MatchState, innings: Innings, player_id: PlayerId) -> str:
    """Return a bowler's figures as printed: `3.4-0-25-2`; `0.0-0-0-0` before the first ball."""
    line, length = innings.bowlers.get(player_id), state.setup.conditions.balls_per_over
    if line is None:
        return f"{overs_text(0, length)}-0-0-0"
    overs = overs_text(line.balls_bowled + line.miscounted, length)
    return f"{overs}-{line.maidens}-{line.runs_conceded}-{line.wickets}"


def strip(innings: Innings, feed: FeedState) -> tuple[StripBall, ...]:
    """Return the balls of the over in progress, or of the last one until the next begins."""
    balls, bowled = innings.over.balls, feed.over_balls
    if len(balls) != len(bowled):
        return ()
    pairs = list(zip(balls, bowled, strict=True))[-MOST_OF_THE_STRIP:]
    return tuple(StripBall(action_id=each[0], display=ball.display) for ball, each in pairs)


def last_ball_within(widths: Widths, last: LastBall) -> LastBall:
    """Return the last ball that counts, with the feed's text, cut to these widths."""
    at = None if last.timestamp is None else shorten(last.timestamp, widths.name)
    words = shorten(last.commentary, widths.text)
    return LastBall(action_id=last.action_id, commentary=words, timestamp=at)


def last_wicket(innings: Innings, inputs: Inputs, widths: Widths) -> str | None:
    """Return the last wicket of the innings: the batter's innings, and the score at the fall."""
    if not innings.fall_of_wickets:
        return None
    return shorten(wicket_line(innings, innings.fall_of_wickets[-1], inputs), widths.text)


def chase(state: MatchState) -> tuple[int | None, Required | None]:
    """Return the target and what is still required; of the next innings if none is in progress.

    A match that is over requires nothing.
    """
    current = state.current
    innings = current if state.result or (current and current.is_open) else next_innings(state)
    if innings is None or innings.target is None:
        return None, None
    runs = runs_required(innings)
    if state.result is not None or runs is None:
        return innings.target, None
    balls = balls_remaining(innings, state.setup.conditions.balls_per_over)
    return innings.target, Required(runs=runs, balls=balls)
