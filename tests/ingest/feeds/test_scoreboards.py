"""Scoreboards of other sports: from answers written by hand, and invented games to their end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from devtools.feeds.clock import START
from devtools.feeds.games import Game, invented_game
from devtools.feeds.server import SCOREBOARDS, FakeFeeds
from scrbrd_ingest.feeds import scoreboard_espn, scoreboard_sportradar, scoreboard_thesportsdb
from scrbrd_ingest.feeds.scoreboard_espn import EspnScoreboards
from scrbrd_ingest.feeds.scoreboard_sportradar import SportradarScoreboards
from scrbrd_ingest.feeds.scoreboard_thesportsdb import TheSportsDbScoreboards
from scrbrd_ingest.model import Phase, Scoreboard, Sport, Statistics, Timeline
from scrbrd_ingest.ports import BadAnswer, ScoreboardProvider
from tests.ingest.feeds.answers import NOW, fixture
from tests.ingest.feeds.following import client_of, fetch_with_retries, http_of

OTHERS = [Sport.SOCCER, Sport.BASKETBALL, Sport.HOCKEY, Sport.BASEBALL]


def test_an_espn_scoreboard_has_its_scores_as_text() -> None:
    found, faults = scoreboard_espn.parse_scoreboards(
        Sport.BASKETBALL, "a", fixture("scoreboard_espn"), NOW
    )
    live, later = found
    assert (live.home.score, live.away.score, live.home.name) == (2, 10, "Brindle Otters")
    assert (live.phase, live.period, live.clock) == (Phase.BREAK, 2, "12:04")
    assert live.starts_at == datetime(2026, 4, 9, 19, tzinfo=UTC)
    assert (later.phase, later.home.score) == (Phase.SCHEDULED, None)
    assert faults == ("events[2].competitions[0].competitors: home or away is missing",)


def test_espn_plays_have_their_side_and_their_score() -> None:
    timeline = scoreboard_espn.parse_timeline("401", fixture("summary_espn"))
    shot, foul = timeline.events
    assert (shot.id, shot.type, shot.side) == ("4013608539", "jump_shot", "away")
    assert (shot.away_score, shot.home_score, shot.player_ids) == (2, 0, ("77",))
    assert (foul.side, foul.home_score) == (None, None)
    assert timeline.is_full


def test_espn_figures_are_those_that_are_numbers() -> None:
    found = scoreboard_espn.parse_statistics("401", fixture("summary_espn"))
    assert found == Statistics("401", {"totalRebounds": 41.0}, {"totalRebounds": 38.0})


def test_a_sportradar_schedule_is_read() -> None:
    found, faults = scoreboard_sportradar.parse_scoreboards(
        Sport.SOCCER, "a", fixture("scoreboard_sportradar"), NOW
    )
    assert faults == ()
    assert (found[0].phase, found[0].home.score, found[0].away.score) == (Phase.BREAK, 1, 0)
    assert (found[1].phase, found[1].home.score) == (Phase.SCHEDULED, None)


def test_a_sportradar_timeline_is_read_with_what_the_video_referee_said() -> None:
    timeline = scoreboard_sportradar.parse_timeline("1", fixture("timeline_sportradar"))
    start, goal, video = timeline.events
    assert start.type == "match_started"
    assert (goal.type, goal.side, goal.home_score, goal.clock) == ("penalty", "home", 1, "9:12")
    assert (video.text, video.clock) == ("no_goal", "12")
    figures = scoreboard_sportradar.parse_statistics("1", fixture("timeline_sportradar"))
    assert figures is not None
    assert figures.away == {"corner_kicks": 2.0}


def test_an_event_that_cannot_be_read_leaves_a_timeline_that_deletes_nothing() -> None:
    answer = fixture("timeline_sportradar")
    del answer["timeline"][1]["id"]
    assert not scoreboard_sportradar.parse_timeline("1", answer).is_full


def test_thesportsdb_scores_are_numbers_or_texts_or_none() -> None:
    found, _ = scoreboard_thesportsdb.parse_scoreboards(
        Sport.SOCCER, "4328", fixture("scoreboard_thesportsdb"), NOW
    )
    assert [(each.home.score, each.away.score) for each in found] == [(1, 2), (None, None), (3, 3)]
    assert [each.phase for each in found] == [Phase.LIVE, Phase.SCHEDULED, Phase.FINISHED]
    assert [each.period for each in found] == [2, None, None]
    assert found[0].said_at == datetime(2026, 4, 9, 20, 21, tzinfo=UTC)


@pytest.mark.parametrize("name", ["livescores", "events", "data", "list"])
def test_the_list_of_thesportsdb_has_had_many_names(name: str) -> None:
    matches = fixture("scoreboard_thesportsdb")["livescore"]
    found, _ = scoreboard_thesportsdb.parse_scoreboards(Sport.SOCCER, "1", {name: matches}, NOW)
    assert len(found) == 3


def test_no_match_is_no_error_and_no_list_is_one() -> None:
    read = scoreboard_thesportsdb.parse_scoreboards
    assert read(Sport.SOCCER, "1", {"livescore": None}, NOW) == ([], ())
    with pytest.raises(BadAnswer, match="has none of livescore"):
        read(Sport.SOCCER, "1", {"Message": "premium only"}, NOW)


def provider_of(name: str, feeds: FakeFeeds, client: Any) -> ScoreboardProvider:
    """Return a provider of scoreboards."""
    http = http_of(feeds, name, client)
    match name:
        case "espn":
            return EspnScoreboards(http)
        case "sportradar":
            return SportradarScoreboards(http)
        case _:
            return TheSportsDbScoreboards(http)


PlacedAction = tuple[Scoreboard, Timeline | None, Statistics | None]


async def seen_of(
    feeds: FakeFeeds, name: str, game: Game, moments: list[datetime]
) -> list[PlacedAction]:
    """Return a provider's scoreboards and events of a game at each moment."""
    found = []
    async with client_of(feeds) as client:
        provider = provider_of(name, feeds, client)
        for moment in moments:
            feeds.clock.set(moment)
            boards = await fetch_with_retries(lambda: provider.scoreboards(game.sport, game.league))
            match_id = boards[0].provider_match_id
            ask = (game.sport, game.league, match_id)
            timeline = await fetch_with_retries(lambda ask=ask: provider.timeline(*ask))  # type: ignore[misc]
            figures = await fetch_with_retries(lambda ask=ask: provider.statistics(*ask))  # type: ignore[misc]
            found.append((boards[0], timeline, figures))
    return found


@pytest.mark.parametrize("name", SCOREBOARDS)
@pytest.mark.parametrize("sport", OTHERS)
def test_a_game_is_followed_to_its_end(name: str, sport: Sport) -> None:
    game = invented_game(sport, seed=4, faults=True)
    feeds = FakeFeeds()
    feeds.add_game(game, seed=4)
    feeds.fail(4, slow_seconds=0)
    step = (game.ends_at - START) / 9
    moments = [START + step * number for number in range(-1, 9)]
    moments.append(game.ends_at + timedelta(seconds=1))
    seen = asyncio.run(seen_of(feeds, name, game, moments))
    for moment, (board, _, _) in zip(moments, seen, strict=True):
        assert board.phase is game.phase(moment)
        assert board.home.name == game.home
    board, timeline, figures = seen[-1]
    final = game.plays_at(game.ends_at)
    assert board.phase is Phase.FINISHED
    assert (board.home.score, board.away.score) == (final[-1].home, final[-1].away)
    assert [each[0].sequence for each in seen] == sorted(each[0].sequence or 0 for each in seen)
    if name == "thesportsdb":
        assert (timeline, figures) == (None, None)
        return
    assert timeline is not None
    assert len(timeline.events) == len(final)
    assert timeline.is_full
    assert figures is not None
    assert sum(figures.home.values()) == sum(play.side == "home" for play in final)


def test_games_are_the_same_at_every_run_and_their_score_is_taken_back() -> None:
    game = invented_game(Sport.SOCCER, seed=4, faults=True)
    assert game.plays == invented_game(Sport.SOCCER, seed=4, faults=True).plays
    key, gone = next(iter(game.undone.items()))
    before = {play.key for play in game.plays_at(gone - timedelta(seconds=1))}
    after = {play.key for play in game.plays_at(gone + timedelta(seconds=1))}
    assert key in before - after


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        ("PST", Phase.SCHEDULED),
        ("Postp.", Phase.SCHEDULED),
        ("Match Postponed", Phase.SCHEDULED),
        ("Abandoned", Phase.CANCELLED),
        ("Match Abandoned", Phase.CANCELLED),
        ("SUSPENDED", Phase.SUSPENDED),
        ("Match Suspended", Phase.SUSPENDED),
        ("Final", Phase.FINISHED),
        ("Full Time", Phase.FINISHED),
        ("Game Finished", Phase.FINISHED),
        ("TBD", Phase.SCHEDULED),
        ("2H", Phase.LIVE),
        ("Extra Time", Phase.LIVE),
    ],
)
def test_the_words_of_thesportsdb_are_known(status: str, phase: Phase) -> None:
    assert scoreboard_thesportsdb.phase_of(status) is phase


def test_a_match_that_was_abandoned_at_espn_goes_on_no_more() -> None:
    answer = fixture("scoreboard_espn")
    kind = answer["events"][0]["competitions"][0]["status"]["type"]
    kind |= {"name": "STATUS_ABANDONED", "state": "post"}
    found, _ = scoreboard_espn.parse_scoreboards(Sport.BASKETBALL, "a", answer, NOW)
    assert found[0].phase is Phase.CANCELLED


@pytest.mark.parametrize("value", [-1, "-1"])
def test_a_score_below_nought_is_none_and_its_match_is_left_out(value: Any) -> None:
    espn = fixture("scoreboard_espn")
    espn["events"][0]["competitions"][0]["competitors"][0]["score"] = value
    found, faults = scoreboard_espn.parse_scoreboards(Sport.BASKETBALL, "a", espn, NOW)
    assert len(found) == 1
    assert "score: must be 0 or more" in faults[0]
    sportradar = fixture("scoreboard_sportradar")
    sportradar["schedules"][0]["sport_event_status"]["away_score"] = value
    found, faults = scoreboard_sportradar.parse_scoreboards(Sport.SOCCER, "a", sportradar, NOW)
    assert len(found) == 1
    assert "away_score: must be 0 or more" in faults[0]
    thesportsdb = fixture("scoreboard_thesportsdb")
    thesportsdb["livescore"][0]["intHomeScore"] = value
    found, faults = scoreboard_thesportsdb.parse_scoreboards(Sport.SOCCER, "a", thesportsdb, NOW)
    assert len(found) == 2
    assert "intHomeScore: must be 0 or more" in faults[0]


def test_an_event_with_a_score_below_nought_is_left_out() -> None:
    summary = fixture("summary_espn")
    summary["plays"][0]["homeScore"] = -2
    assert [each.id for each in scoreboard_espn.parse_timeline("401", summary).events] != []
    assert not scoreboard_espn.parse_timeline("401", summary).is_full
    timeline = fixture("timeline_sportradar")
    timeline["timeline"][1]["home_score"] = "-1"
    assert len(scoreboard_sportradar.parse_timeline("1", timeline).events) == 2
    assert not scoreboard_sportradar.parse_timeline("1", timeline).is_full
