"""Helpers for small Cricsheet match files: A1 to A11 play for Aces, B1 to B11 for Bees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from admin.cricsheet.importer import import_data
from admin.logfile import read_log, write_log
from admin.matchlog import MatchLog
from admin.scored_file import ScoredMatch, score_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import Severity

ACES, BEES = "Aces", "Bees"
SQUADS = {
    ACES: [f"A{number}" for number in range(1, 12)],
    BEES: [f"B{number}" for number in range(1, 12)],
}


def ball(batter: str, non_striker: str, bowler: str, runs: int = 0, **more: Any) -> Json:
    """Return one delivery; `extras` and `wickets` have Cricsheet's form."""
    extras = sum(more.get("extras", {}).values())
    counted = {"batter": runs, "extras": extras, "total": runs + extras}
    return {
        "batter": batter,
        "non_striker": non_striker,
        "bowler": bowler,
        "runs": counted,
        **more,
    }


def over(batter: str, non_striker: str, bowler: str, *runs: int) -> list[Json]:
    """Return an over of six balls: these runs off the bat (keep them even), then dots."""
    each = (*runs, 0, 0, 0, 0, 0, 0)[: max(6, len(runs))]
    return [ball(batter, non_striker, bowler, hit) for hit in each]


def wicket_of(player: str, kind: str, *fielders: str, **fielder: Any) -> Json:
    """Return a wicket."""
    named: list[Json] = [{"name": each} for each in fielders]
    if fielder:
        named.append(fielder)
    return {"player_out": player, "kind": kind, **({"fielders": named} if named else {})}


def innings(team: str, *overs: list[Json], **more: Any) -> Json:
    """Return an innings whose overs are numbered from 0."""
    numbered = [{"over": number, "deliveries": each} for number, each in enumerate(overs)]
    return {"team": team, "overs": numbered, **more}


def match(*played: Json, outcome: Json, **info: Any) -> Json:
    """Return a match file; two overs a side unless `info` has other fields."""
    return {
        "meta": {"data_version": "1.1.0"},
        "info": {
            "teams": [ACES, BEES],
            "players": SQUADS,
            "match_type": "T20",
            "overs": 2,
            "dates": ["2023-05-01"],
            "outcome": outcome,
            **info,
        },
        "innings": list(played),
    }


def imported_log(data: Json) -> MatchLog:
    """Return the log imported from a match file's data."""
    return import_data(Path("odd.json"), data)


def score_data(data: Json, folder: Path | None = None) -> ScoredMatch:
    """Score match data that must give no errors; with a folder, pass its log through a file."""
    log = imported_log(data)
    if folder is not None:
        write_log(log, folder / "odd.log")
        assert read_log(folder / "odd.log") == log
    scored = score_log(log)
    assert [each for each in scored.problems if each.severity is Severity.ERROR] == []
    return scored


def dismissal_text(scored: ScoredMatch, name: str, place: int = -1) -> str:
    """Return a batter's dismissal as the card of an innings prints it."""
    row = next(each for each in scored.innings[place].batsmen if each.player_name == name)
    return row.dismissal.description if row.dismissal else "not out"


def result_text(scored: ScoredMatch) -> str:
    """Return the text of the result."""
    assert scored.result is not None
    return scored.result.text
