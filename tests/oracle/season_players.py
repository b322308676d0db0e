"""Recounts season figures of every player from rows: one for each innings, analysis or catch.

A table holds all matches at once; a document is a filter over the tables and sums of columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from scrbrd.domain.json_types import Json
from tests.oracle.games import Game, id_text, per
from tests.oracle.raw import deliveries_of
from tests.oracle.recount import recount
from tests.oracle.shapes import BattingRow, BowlingRow

Person = tuple[str, str, str]
"""(season, team id, person id)."""


class Row(NamedTuple):
    """One entry of a player's figures in a match; `column` is the column that it counts in."""

    game: Game
    person: Person
    column: str
    batting: BattingRow | None = None
    bowling: BowlingRow | None = None


def rows_of(game: Game) -> Iterator[Row]:
    """Yield every player's rows of one match, super overs excluded."""
    yield from appearances(game)
    for innings in recount(game.raw).innings:
        for line in innings.batting:
            yield Row(game, person_of(game, innings.batting_team, line.name), "bat", batting=line)
        fielding_team = game.other(innings.batting_team)
        for analysis in innings.bowling:
            bowler = person_of(game, fielding_team, analysis.name)
            yield Row(game, bowler, "bowl", bowling=analysis)
    for raw in game.innings:
        yield from fielding_rows(game, raw)


def person_of(game: Game, team: str, name: str) -> Person:
    """Return the key of a player's season: season, team id and person id."""
    return game.season, game.team(team), game.person(team, name)


def appearances(game: Game) -> Iterator[Row]:
    """Yield a row for each player who played, and one for the player of the match."""
    best = game.raw["info"].get("player_of_match", [])
    for team in game.teams:
        for name in game.squad(team):
            yield Row(game, person_of(game, team, name), "play")
            if name in best:
                yield Row(game, person_of(game, team, name), "award")


def fielding_rows(game: Game, innings: Json) -> Iterator[Row]:
    """Yield a row for each catch, stumping and part in a run out; none for substitutes.

    A wicket "caught and bowled" names no fielder: the catch is the bowler's. A fielder who is not
    in the side is a substitute, even if the file does not mark it.
    """
    team = game.other(innings["team"])
    for delivery in deliveries_of(innings):
        for wicket in delivery.get("wickets", []):
            fielders = wicket.get("fielders", [])
            if wicket["kind"] == "caught and bowled":
                fielders = [{"name": delivery["bowler"]}]
            for place, fielder in enumerate(fielders):
                is_substitute = fielder.get("substitute", False)
                if not is_substitute and fielder.get("name") in game.squad(team):
                    person = person_of(game, team, fielder["name"])
                    for column in columns_of(wicket["kind"], place, len(fielders)):
                        yield Row(game, person, column)


def columns_of(kind: str, place: int, fielders: int) -> list[str]:
    """Return the columns credited to the fielder at `place` (from 0) of `fielders` fielders."""
    if kind == "run out":
        return ["runOuts", "runOutsAssisted"] if fielders > 1 else ["runOuts"]
    by_one_fielder = {"caught": "catches", "caught and bowled": "catches", "stumped": "stumpings"}
    return [by_one_fielder[kind]] if kind in by_one_fielder and place == 0 else []


def player_seasons(games: Iterable[Game]) -> dict[str, Json]:
    """Return every season document of every player, by id."""
    by_person: dict[Person, list[Row]] = {}
    for game in games:
        for row in rows_of(game):
            by_person.setdefault(row.person, []).append(row)
    documents: dict[str, Json] = {}
    for person, rows in by_person.items():
        for name in ("T20", "ODI", "Test", "All"):
            chosen = [row for row in rows if name in (row.game.format, "All")]
            if chosen:
                document = season_of(person, name, Table(chosen))
                documents[document["id"]] = document
    return documents


@dataclass(frozen=True)
class Table:
    """The rows of one person in one team, season and format."""

    rows: list[Row]

    @property
    def games(self) -> list[Game]:
        """The matches in which the player played, in order."""
        return sorted(
            (row.game for row in self.rows if row.column == "play"), key=lambda g: g.order
        )

    def count(self, column: str) -> int:
        """Return the number of rows for a column."""
        return sum(row.column == column for row in self.rows)

    @property
    def batting(self) -> list[BattingRow]:
        """The player's innings."""
        return [row.batting for row in self.rows if row.batting is not None]

    @property
    def bowling(self) -> list[BowlingRow]:
        """The player's bowling analyses."""
        return [row.bowling for row in self.rows if row.bowling is not None]

    def balls_counted(self) -> int:
        """Return the balls of the printed overs: a miscounted over counts as a whole one."""
        counted = 0
        for row in self.rows:
            if row.bowling is not None:
                overs, _, balls = row.bowling.overs.partition(".")
                counted += int(overs) * row.game.base + int(balls)
        return counted

    def wickets_by_match(self) -> list[int]:
        """Return the player's wickets in each match in which they bowled."""
        counted: dict[str, int] = {}
        for row in self.rows:
            if row.bowling is not None:
                before = counted.get(row.game.match_id, 0)
                counted[row.game.match_id] = before + row.bowling.wickets
        return list(counted.values())


def season_of(person: Person, name: str, table: Table) -> Json:
    """Return one season document."""
    season, team_id, person_id = person
    games = table.games
    return {
        "id": id_text(season, team_id, person_id, name),
        "personId": person_id,
        "seasonId": season,
        "teamId": team_id,
        "format": name,
        "batting": {"matches": len(games)} | batting_of(table.batting),
        "bowling": {"matches": len(games)} | bowling_of(table),
        "fielding": {
            kind: table.count(kind)
            for kind in ("catches", "stumpings", "runOuts", "runOutsAssisted")
        },
        "matchesPlayed": len(games),
        "momAwards": table.count("award"),
        "lastMatchId": games[-1].match_id,
    }


def batting_of(lines: list[BattingRow]) -> Json:
    """Return the batting columns."""
    scores = [line.runs for line in lines]
    outs = [line for line in lines if line.is_out]
    highest = max(scores) if scores else None
    balls = sum(line.balls_faced for line in lines)
    return {
        "innings": len(lines),
        "notOuts": len(lines) - len(outs),
        "runs": sum(scores),
        "highestScore": highest,
        "highestScoreNotOut": any(line.runs == highest and not line.is_out for line in lines),
        "average": per(sum(scores), len(outs)),
        "strikeRate": per(sum(scores), balls, 100),
        "fifties": len([score for score in scores if 50 <= score <= 99]),
        "hundreds": len([score for score in scores if score > 99]),
        "ducks": len([line for line in outs if line.runs == 0]),
        "fours": sum(line.fours for line in lines),
        "sixes": sum(line.sixes for line in lines),
        "ballsFaced": balls,
    }


def bowling_of(table: Table) -> Json:
    """Return the bowling columns."""
    lines = table.bowling
    balls, counted = sum(line.legal_balls for line in lines), table.balls_counted()
    runs = sum(line.runs_conceded for line in lines)
    wickets = sum(line.wickets for line in lines)
    most = max((line.wickets for line in lines), default=0)
    fewest = min((line.runs_conceded for line in lines if line.wickets == most), default=None)
    return {
        "innings": len(lines),
        "overs": float(f"{counted // 6}.{counted % 6}"),
        "ballsBowled": balls,
        "maidens": sum(line.maidens for line in lines),
        "runs": runs,
        "wickets": wickets,
        "average": per(runs, wickets),
        "economy": per(runs, balls, 6),
        "strikeRate": per(balls, wickets),
        "bestBowling": None if fewest is None else f"{most}/{fewest}",
        "fiveWickets": len([line for line in lines if line.wickets > 4]),
        "tenWickets": len([taken for taken in table.wickets_by_match() if taken > 9]),
        "wides": sum(line.wides for line in lines),
        "noBalls": sum(line.no_balls for line in lines),
    }
