"""Renders invented games as the scoreboards, timelines and statistics of three providers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from devtools.feeds.faults import Untidiness, make_untidy
from devtools.feeds.games import Game, Play
from scrbrd.domain.json_types import Json
from scrbrd_ingest.model import Phase, Sport

ESPN_STATES = {
    Phase.SCHEDULED: ("pre", "STATUS_SCHEDULED"),
    Phase.LIVE: ("in", "STATUS_IN_PROGRESS"),
    Phase.BREAK: ("in", "STATUS_END_PERIOD"),
    Phase.FINISHED: ("post", "STATUS_FINAL"),
}
SPORTRADAR_STATES = {
    Phase.SCHEDULED: ("not_started", "not_started"),
    Phase.LIVE: ("live", "in_play"),
    Phase.BREAK: ("live", "pause"),
    Phase.FINISHED: ("closed", "ended"),
}
PERIOD_WORDS = {
    Sport.SOCCER: "{}H",
    Sport.BASKETBALL: "Q{}",
    Sport.HOCKEY: "P{}",
    Sport.BASEBALL: "IN{}",
}


def score_of(game: Game, at: datetime) -> tuple[int, int]:
    """Return the score that is shown at a moment."""
    plays = game.plays_at(at)
    return (plays[-1].home, plays[-1].away) if plays else (0, 0)


def team_id(game: Game, side: str) -> str:
    """Return the id of a side."""
    return f"{game.id}{'1' if side == 'home' else '2'}"


def espn_scoreboard(games: Sequence[Game], at: datetime, untidiness: Untidiness) -> Json:
    """Return a league's scoreboard."""
    events = [espn_event(game, at) for game in games]
    return {"leagues": [{}], "events": make_untidy(events, untidiness, f"scoreboard/{at}")}


def espn_event(game: Game, at: datetime) -> Json:
    """Return one game of a scoreboard; scores are text."""
    state, name = ESPN_STATES[game.phase(at)]
    scores = dict(zip(("home", "away"), score_of(game, at), strict=True))
    names = {"home": game.home, "away": game.away}
    return {
        "id": game.id,
        "date": game.starts_at.isoformat(),
        "lastUpdated": game.displayed_time(at).isoformat(),
        "competitions": [
            {
                "competitors": [
                    {
                        "homeAway": side,
                        "score": str(scores[side]),
                        "team": {"id": team_id(game, side), "displayName": names[side]},
                    }
                    for side in ("away", "home")
                ],
                "status": {
                    "period": game.period(at),
                    "displayClock": game.clock(at),
                    "type": {"name": name, "state": state, "completed": state == "post"},
                },
            }
        ],
    }


def espn_summary(game: Game, at: datetime, untidiness: Untidiness) -> Json:
    """Return a game's plays and box score."""
    plays = [espn_play(game, play) for play in game.plays_at(at)]
    figures = {side: event_counts(game.plays_at(at), side) for side in ("home", "away")}
    teams = [
        {
            "homeAway": side,
            "team": {"id": team_id(game, side)},
            "statistics": [
                {"name": name, "displayValue": str(number)}
                for name, number in figures[side].items()
            ]
            + [{"name": "shareOfAll", "displayValue": "5-12"}],
        }
        for side in ("home", "away")
    ]
    untidy = make_untidy(plays, untidiness, f"summary/{at}")
    return {"boxscore": {"teams": teams}, "plays": untidy}


def espn_play(game: Game, play: Play) -> Json:
    """Return one play; sequence numbers have gaps."""
    return {
        "id": f"{game.id}{play.key:04d}",
        "sequenceNumber": str(play.key * 3),
        "type": {"id": "1", "text": play.type.replace("_", " ").title()},
        "text": f"{play.type} by the {game.home if play.side == 'home' else game.away}",
        "homeScore": play.home,
        "awayScore": play.away,
        "period": {"number": play.period},
        "clock": {"displayValue": f"{play.minute}:00"},
        "scoringPlay": play.value > 0,
        "scoreValue": play.value,
        "team": {"id": team_id(game, play.side)},
        "participants": [{"athlete": {"id": f"{game.id}{play.key % 11}"}}],
        "wallclock": play.at.isoformat(),
    }


def event_counts(plays: Sequence[Play], side: str) -> dict[str, int]:
    """Return the number of a side's plays by type."""
    found: dict[str, int] = {}
    for play in plays:
        if play.side == side:
            found[play.type] = found.get(play.type, 0) + 1
    return found


def sportradar_schedule(games: Sequence[Game], at: datetime, untidiness: Untidiness) -> Json:
    """Return a league's live schedule."""
    shown = max((game.displayed_time(at) for game in games), default=at)
    matches = [{**sportradar_event(game), **sportradar_status(game, at)} for game in games]
    untidy = make_untidy(matches, untidiness, f"schedule/{at}")
    return {"generated_at": shown.isoformat(), "schedules": untidy}


def sportradar_event(game: Game) -> Json:
    """Return the fields of a game: id, start and competitors."""
    names = {"home": game.home, "away": game.away}
    competitors = [
        {"id": f"sr:competitor:{team_id(game, side)}", "name": name, "qualifier": side}
        for side, name in names.items()
    ]
    start_time = game.starts_at.isoformat()
    event_id = f"sr:sport_event:{game.id}"
    return {"sport_event": {"id": event_id, "start_time": start_time, "competitors": competitors}}


def sportradar_status(game: Game, at: datetime) -> Json:
    """Return the status of a game: phase, score, period and clock."""
    status, match_status = SPORTRADAR_STATES[game.phase(at)]
    home, away = score_of(game, at)
    is_on = game.phase(at) is not Phase.SCHEDULED
    return {
        "sport_event_status": {
            "status": status,
            "match_status": match_status,
            "home_score": home if is_on else None,
            "away_score": away if is_on else None,
            "period": game.period(at),
            "clock": {"played": game.clock(at)},
        }
    }


def sportradar_timeline(game: Game, at: datetime, untidiness: Untidiness) -> Json:
    """Return a game's timeline with its statistics."""
    plays = [sportradar_item(game, play) for play in game.plays_at(at)]
    totals = [
        {"qualifier": side, "statistics": event_counts(game.plays_at(at), side)}
        for side in ("home", "away")
    ]
    return {
        "generated_at": game.displayed_time(at).isoformat(),
        **sportradar_event(game),
        **sportradar_status(game, at),
        "statistics": {"totals": {"competitors": totals}},
        "timeline": make_untidy(plays, untidiness, f"timeline/{at}"),
    }


def sportradar_item(game: Game, play: Play) -> Json:
    """Return one event of a timeline."""
    item: Json = {
        "id": int(game.id) * 1000 + play.key,
        "type": "score_change" if play.value else play.type,
        "time": play.at.isoformat(),
        "match_time": play.minute,
        "competitor": play.side,
        "period": play.period,
        "players": [{"id": f"sr:player:{game.id}{play.key % 11}", "type": "doer"}],
    }
    if play.value:
        item |= {"home_score": play.home, "away_score": play.away, "method": play.type}
    return item


def thesportsdb_livescore(games: Sequence[Game], at: datetime, untidiness: Untidiness) -> Json:
    """Return the live scores of a league; scores are numbers, texts or null."""
    matches = [thesportsdb_match(game, at) for game in games]
    return {"livescore": make_untidy(matches, untidiness, f"livescore/{at}") or None}


def thesportsdb_match(game: Game, at: datetime) -> Json:
    """Return one game of the live scores."""
    phase = game.phase(at)
    home, away = score_of(game, at)
    words = {Phase.SCHEDULED: "NS", Phase.BREAK: "HT", Phase.FINISHED: "FT"}
    status = words.get(phase) or PERIOD_WORDS[game.sport].format(game.period(at))
    is_on = phase is not Phase.SCHEDULED
    return {
        "idEvent": game.id,
        "idLeague": game.league,
        "strHomeTeam": game.home,
        "strAwayTeam": game.away,
        "idHomeTeam": team_id(game, "home"),
        "idAwayTeam": team_id(game, "away"),
        "intHomeScore": str(home) if is_on else None,
        "intAwayScore": away if is_on else None,
        "strStatus": status,
        "strProgress": game.clock(at),
        "strTimestamp": game.starts_at.isoformat(),
        "updated": f"{game.displayed_time(at):%Y-%m-%d %H:%M:%S}",
    }
