"""Small match files in Cricsheet's form: A1 to A11 play for Aces, B1 to B11 for Bees."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from admin.cricsheet.importer import import_data
from admin.logfile import read_log, write_log
from admin.matchlog import MatchLog
from admin.scoring import ScoredMatch, score_log
from scrbrd.domain.json_types import Json
from scrbrd.domain.problems import Severity

ACES, BEES = "Aces", "Bees"
SQUADS = {
    ACES: [f"A{number}" for number in range(1, 12)],
    BEES: [f"B{number}" for number in range(1, 12)],
}


def ball(batter: str, non_striker: str, bowler: str, runs: int = 0, **more: Any) -> Json:
    """One delivery; `extras` and `wickets` as Cricsheet has them."""
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
    """An over off which the runs given were hit (keep them even), dots after them; six balls."""
    each = (*runs, 0, 0, 0, 0, 0, 0)[: max(6, len(runs))]
    return [ball(batter, non_striker, bowler, hit) for hit in each]


def out(player: str, kind: str, *fielders: str, **fielder: Any) -> Json:
    """A wicket."""
    named: list[Json] = [{"name": each} for each in fielders]
    if fielder:
        named.append(fielder)
    return {"player_out": player, "kind": kind, **({"fielders": named} if named else {})}


def innings(team: str, *overs: list[Json], **more: Any) -> Json:
    """An innings of overs numbered from 0."""
    numbered = [{"over": number, "deliveries": each} for number, each in enumerate(overs)]
    return {"team": team, "overs": numbered, **more}


def match(*played: Json, outcome: Json, **info: Any) -> Json:
    """A match file; two overs a side unless `info` says otherwise."""
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


def imported(data: Json) -> MatchLog:
    """The file's log."""
    return import_data(Path("odd.json"), data)


def scored(data: Json, folder: Path | None = None) -> ScoredMatch:
    """The file scored; no action may be skipped, and with a folder it goes through a log file."""
    log = imported(data)
    if folder is not None:
        write_log(log, folder / "odd.log")
        assert read_log(folder / "odd.log") == log
    found = score_log(log)
    assert [each for each in found.problems if each.severity is Severity.ERROR] == []
    return found


def how_out(found: ScoredMatch, name: str, place: int = -1) -> str:
    """A batter's dismissal as the card of an innings prints it."""
    row = next(each for each in found.innings[place].batsmen if each.player_name == name)
    return row.dismissal.description if row.dismissal else "not out"


def result_text(found: ScoredMatch) -> str:
    """The result line."""
    assert found.result is not None
    return found.result.text
