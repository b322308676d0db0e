"""Tests scoreboards of other sports: hand-written answers, and invented games to their end."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
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

OTHER_SPORTS = [Sport.SOCCER, Sport.BASKETBALL, Sport.HOCKEY, Sport.BASEBALL]


def test_an_espn_scoreboard_has_its_scores_as_text() -> None:
    result, faults = scoreboard_espn.parse_scoreboards(
        Sport.BASKETBALL, "a", fixture("scoreboard_espn"), NOW
    )
    live, later = result
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


def test_only_numeric_espn_figures_are_read() -> None:
    result = scoreboard_espn.parse_statistics("401", fixture("summary_espn"))
    assert result == Statistics("401", {"totalRebounds": 41.0}, {"totalRebounds": 38.0})


def test_a_sportradar_schedule_is_read() -> None:
    result, faults = scoreboard_sportradar.parse_scoreboards(
        Sport.SOCCER, "a", fixture("scoreboard_sportradar"), NOW
    )
    assert faults == ()
    assert (result[0].phase, result[0].home.score, result[0].away.score) == (Phase.BREAK, 1, 0)
    assert (result[1].phase, result[1].home.score) == (Phase.SCHEDULED, None)


def test_a_sportradar_timeline_includes_the_video_referees_decision() -> None:
    timeline = scoreboard_sportradar.parse_timeline("1", fixture("timeline_sportradar"))
    start, goal, video = timeline.events
    assert start.type == "match_started"
    assert (goal.type, goal.side, goal.home_score, goal.clock) == ("penalty", "home", 1, "9:12")
    assert (video.text, video.clock) == ("no_goal", "12")
    figures = scoreboard_sportradar.parse_statistics("1", fixture("timeline_sportradar"))
    assert figures is not None
    assert figures.away == {"corner_kicks": 2.0}


def test_a_timeline_with_an_unreadable_event_deletes_nothing() -> None:
    answer = fixture("timeline_sportradar")
    del answer["timeline"][1]["id"]
    assert not scoreboard_sportradar.parse_timeline("1", answer).is_full


def test_thesportsdb_scores_are_numbers_texts_or_missing() -> None:
    result, _ = scoreboard_thesportsdb.parse_scoreboards(
        Sport.SOCCER, "4328", fixture("scoreboard_thesportsdb"), NOW
    )
    assert [(each.home.score, each.away.score) for each in result] == [(1, 2), (None, None), (3, 3)]
    assert [each.phase for each in result] == [Phase.LIVE, Phase.SCHEDULED, Phase.FINISHED]
    assert [each.period for each in result] == [2, None, None]
    assert result[0].said_at == datetime(2026, 4, 9, 20, 21, tzinfo=UTC)


@pytest.mark.parametrize("name", ["livescores", "events", "data", "list"])
def test_the_list_of_thesportsdb_is_found_under_each_of_its_names(name: str) -> None:
    matches = fixture("scoreboard_thesportsdb")["livescore"]
    result, _ = scoreboard_thesportsdb.parse_scoreboards(Sport.SOCCER, "1", {name: matches}, NOW)
    assert len(result) == 3


def test_an_empty_list_is_no_error_but_a_missing_list_is() -> None:
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


ProviderAnswers = tuple[Scoreboard, Timeline | None, Statistics | None]


async def answers_of(
    feeds: FakeFeeds, name: str, game: Game, moments: list[datetime]
) -> list[ProviderAnswers]:
    """Return a provider's scoreboards and events of a game at each moment."""
    result = []
    async with client_of(feeds) as client:
        provider = provider_of(name, feeds, client)
        for moment in moments:
            feeds.clock.set(moment)
            boards = await fetch_with_retries(lambda: provider.scoreboards(game.sport, game.league))
            match_id = boards[0].provider_match_id
            query = (game.sport, game.league, match_id)
            timeline = await fetch_with_retries(partial(provider.timeline, *query))
            figures = await fetch_with_retries(partial(provider.statistics, *query))
            result.append((boards[0], timeline, figures))
    return result


@pytest.mark.parametrize("name", SCOREBOARDS)
@pytest.mark.parametrize("sport", OTHER_SPORTS)
def test_a_game_is_followed_to_its_end(name: str, sport: Sport) -> None:
    game = invented_game(sport, seed=4, faults=True)
    feeds = FakeFeeds()
    feeds.add_game(game, seed=4)
    feeds.fail(4, slow_seconds=0)
    step = (game.ends_at - START) / 9
    moments = [START + step * number for number in range(-1, 9)]
    moments.append(game.ends_at + timedelta(seconds=1))
    answers = asyncio.run(answers_of(feeds, name, game, moments))
    for moment, (board, _, _) in zip(moments, answers, strict=True):
        assert board.phase is game.phase(moment)
        assert board.home.name == game.home
    board, timeline, figures = answers[-1]
    final = game.plays_at(game.ends_at)
    assert board.phase is Phase.FINISHED
    assert (board.home.score, board.away.score) == (final[-1].home, final[-1].away)
    assert [each[0].sequence for each in answers] == sorted(
        each[0].sequence or 0 for each in answers
    )
    if name == "thesportsdb":
        assert (timeline, figures) == (None, None)
        return
    assert timeline is not None
    assert len(timeline.events) == len(final)
    assert timeline.is_full
    assert figures is not None
    assert sum(figures.home.values()) == sum(play.side == "home" for play in final)


def test_invented_games_are_reproducible_and_withdraw_a_score() -> None:
    game = invented_game(Sport.SOCCER, seed=4, faults=True)
    assert game.plays == invented_game(Sport.SOCCER, seed=4, faults=True).plays
    key, withdrawn_at = next(iter(game.undone.items()))
    before = {play.key for play in game.plays_at(withdrawn_at - timedelta(seconds=1))}
    after = {play.key for play in game.plays_at(withdrawn_at + timedelta(seconds=1))}
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
def test_the_status_words_of_thesportsdb_are_known(status: str, phase: Phase) -> None:
    assert scoreboard_thesportsdb.phase_of(status) is phase


def test_a_match_abandoned_at_espn_is_cancelled() -> None:
    answer = fixture("scoreboard_espn")
    kind = answer["events"][0]["competitions"][0]["status"]["type"]
    kind |= {"name": "STATUS_ABANDONED", "state": "post"}
    result, _ = scoreboard_espn.parse_scoreboards(Sport.BASKETBALL, "a", answer, NOW)
    assert result[0].phase is Phase.CANCELLED


@pytest.mark.parametrize("value", [-1, "-1"])
def test_a_match_with_a_negative_score_is_left_out(value: Any) -> None:
    espn = fixture("scoreboard_espn")
    espn["events"][0]["competitions"][0]["competitors"][0]["score"] = value
    result, faults = scoreboard_espn.parse_scoreboards(Sport.BASKETBALL, "a", espn, NOW)
    assert len(result) == 1
    assert "score: must be 0 or more" in faults[0]
    sportradar = fixture("scoreboard_sportradar")
    sportradar["schedules"][0]["sport_event_status"]["away_score"] = value
    result, faults = scoreboard_sportradar.parse_scoreboards(Sport.SOCCER, "a", sportradar, NOW)
    assert len(result) == 1
    assert "away_score: must be 0 or more" in faults[0]
    thesportsdb = fixture("scoreboard_thesportsdb")
    thesportsdb["livescore"][0]["intHomeScore"] = value
    result, faults = scoreboard_thesportsdb.parse_scoreboards(Sport.SOCCER, "a", thesportsdb, NOW)
    assert len(result) == 2
    assert "intHomeScore: must be 0 or more" in faults[0]


def test_an_event_with_a_negative_score_is_left_out() -> None:
    summary = fixture("summary_espn")
    summary["plays"][0]["homeScore"] = -2
    assert [each.id for each in scoreboard_espn.parse_timeline("401", summary).events] != []
    assert not scoreboard_espn.parse_timeline("401", summary).is_full
    timeline = fixture("timeline_sportradar")
    timeline["timeline"][1]["home_score"] = "-1"
    assert len(scoreboard_sportradar.parse_timeline("1", timeline).events) == 2
    assert not scoreboard_sportradar.parse_timeline("1", timeline).is_full
