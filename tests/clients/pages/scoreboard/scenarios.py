"""Makes the recordings that the tests of the spectators' pages need, from the committed matches.

Matches: Cricsheet, https://cricsheet.org, Open Data Commons Attribution License.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from admin.logfile import load_match
from devtools.toolchain.layout import ROOT
from scrbrd.domain.json_types import Json
from scrbrd.domain.vocabulary import ActionId
from tests.clients.pages.scoreboard.recorded import (
    RecordedMatch,
    documents_of,
    record,
    season_figures,
    write_json,
)
from tests.fakes.memory_store import MemoryMatchStore

T20: Final = ROOT / "scripts" / "matches" / "1386111.log"
NO_BALL: Final = ROOT / "scripts" / "matches" / "1355625.log"
MATCHES: Final = ROOT / "tests" / "data" / "matches"
SEASON: Final = "2026"
CUP: Final = "cup"
IN_SEASON: Final[Json] = {"seasonId": SEASON, "competitionId": CUP}
SEASON_MATCHES: Final = ("1216517", "1370352", "1205779", "1410196")
LONG: Final = "The Right Honourable Wanderers and Ramblers Cricket Club of Llanfairpwllgwyngyll"
ARABIC: Final = (
    "محمد", "بابر", "شاہین", "شاداب", "فخر", "حارث", "عماد", "نسیم", "افتخار", "آصف", "خوشدل",
)  # fmt: skip
HOSTILE: Final = '<img src=x onerror="document.title=1">'


def live() -> Json:
    """Record a T20 in the second innings, with steps for the next forty balls and two wickets."""
    return record(T20, first=180, steps=40, **IN_SEASON)


def finished() -> Json:
    """Record the same match after its end."""
    return record(T20, **IN_SEASON)


def innings_break() -> Json:
    """Record the same match between its innings."""
    return record(T20, first=124)


def not_started() -> Json:
    """Record the same match before its first ball."""
    return record(T20, first=0, scheduledAt="2026-06-14T11:00:00Z")


def first_balls() -> Json:
    """Record the same match from its first action on."""
    return record(T20, first=0, steps=20)


def no_ball() -> Json:
    """Record a T20 before its second innings, which begins with a no-ball in the powerplay."""
    return record(NO_BALL, first=104, steps=36)


def five_day() -> Json:
    """Record a Test match near its end, in the third innings."""
    return record(MATCHES / "649089.log", first=1900, steps=5)


def hundred() -> Json:
    """Record a match of The Hundred in its first innings."""
    return record(MATCHES / "1417850.log", first=60, steps=5)


def super_over() -> Json:
    """Record a T20 that was decided by two super overs."""
    return record(MATCHES / "1216517.log")


def rain() -> Json:
    """Record a one-day match in the second innings, with a revised target."""
    return record(MATCHES / "1348326.log", first=420, steps=3)


def awarded() -> Json:
    """Record a match that was awarded."""
    return record(MATCHES / "1273144.log")


def stopped() -> Json:
    """Record a match stopped by rain; the next step abandons it."""
    found = with_facts(180, {"type": "play_stopped", "reason": "rain"})
    documents = documents_of(found.store)
    append_fact(found, {"type": "match_closed", "outcome": "abandoned"})
    return {"documents": documents, "steps": [found.step()]}


def rain_before_toss() -> Json:
    """Record a match stopped by rain before its toss; the next step abandons it."""
    found = RecordedMatch(load_match(T20))
    found.actions = [action_at(1, 1, {"type": "play_stopped", "reason": "rain"})]
    found.play(None)
    documents = documents_of(found.store)
    append_fact(found, {"type": "match_closed", "outcome": "abandoned"})
    return {"documents": documents, "steps": [found.step()]}


def forfeited() -> Json:
    """Record a Test match before its fourth innings, with the second and third forfeited."""
    found = RecordedMatch(load_match(MATCHES / "649089.log"))
    (_, start), balls = found.actions[0], found.actions[1:60]
    sides = (start["battingTeamId"], start["bowlingTeamId"])
    ends = ("declared", "forfeited", "forfeited")
    found.actions = []
    for number, reason in enumerate(ends, start=1):
        batting, bowling = sides if number % 2 else reversed(sides)
        innings_start = {
            "type": "innings_started",
            "battingTeamId": batting,
            "bowlingTeamId": bowling,
        }
        found.actions.append(action_at(number, 1, start if number == 1 else innings_start))
        found.actions += balls if number == 1 else []
        append_fact(found, {"type": "innings_closed", "reason": reason})
    found.play(None)
    return {"documents": documents_of(found.store), "steps": []}


def penalties() -> Json:
    """Record a T20 early in the second innings, with penalty runs to both sides in the first."""
    found = RecordedMatch(load_match(T20))
    second = [each for each in found.actions if each[0].startswith("2_")][:20]
    start = found.actions[0][1]
    found.actions = found.actions[:60]
    for side in ("battingTeamId", "bowlingTeamId"):
        append_fact(found, {"type": "penalty_awarded", "toTeamId": start[side], "runs": 5})
    append_fact(found, {"type": "innings_closed", "reason": "overs_complete"})
    found.actions += second
    found.play(None)
    return {"documents": documents_of(found.store), "steps": []}


def long_over() -> Json:
    """Record a match after twelve balls of its first over; the next step is the thirteenth."""
    found = RecordedMatch(load_match(T20))
    found.actions = found.actions[:2]
    for place in range(2, 14):
        wide = {"runsOffBat": 0, "extras": {"wide": 1}, "totalRuns": 1, "isLegalDelivery": False}
        append_fact(found, found.actions[1][1] | wide | {"ballInOver": place})
    found.play(13)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step()]}


def corrected() -> Json:
    """Record a match in which the first step voids the last ball."""
    found = RecordedMatch(load_match(T20))
    found.play(180)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.void("2_56"), found.step()]}


def resumed() -> Json:
    """Record a finished match; the first step voids its last ball, the second adds another."""
    found = RecordedMatch(load_match(T20))
    found.play(None)
    documents = documents_of(found.store)
    action_id, last_ball = found.actions[-1]
    void_step = found.void(action_id)
    fields = ("type", "overNumber", "ballInOver", "strikerId", "nonStrikerId", "bowlerId")
    no_run = {"runsOffBat": 0, "extras": {}, "totalRuns": 0, "isLegalDelivery": True}
    append_fact(found, {each: last_ball[each] for each in fields} | no_run | {"isWicket": False})
    return {"documents": documents, "steps": [void_step, found.step()]}


def tie() -> Json:
    """Record a tied T20; the steps begin the super over."""
    found = RecordedMatch(load_match(MATCHES / "1216517.log"))
    found.play(sum(action_id.startswith(("1_", "2_")) for action_id, _ in found.actions))
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step() for _ in range(5)]}


def strokes() -> Json:
    """Record a finished match with the wagon-wheel segment of every stroke."""
    found = RecordedMatch(load_match(T20))
    for place, (_, document) in enumerate(found.actions):
        shot = {"shotType": "drive", "wagonWheelSegment": place * 5 % 8 + 1}
        if document["type"] == "delivery":
            document["shotData"] = shot
    found.play(None)
    return {"documents": documents_of(found.store), "steps": []}


def long_names() -> Json:
    """Record a match in play with long names of sides and players, some with HTML."""
    found = RecordedMatch(load_match(T20), homeTeamName=LONG, awayTeamName=f"{HOSTILE} {LONG}")
    for place, lineup in enumerate(found.store.lineups.values()):
        lineup["playerName"] = f"{HOSTILE} Venkatasai Lakshminarayan-Smythe {place}"
    found.play(180)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step() for _ in range(12)]}


def arabic_names() -> Json:
    """Record a match in play with names of sides and players in Arabic script."""
    found = RecordedMatch(load_match(T20), homeTeamName="کراچی کنگز", awayTeamName="لاہور قلندرز")
    for place, lineup in enumerate(found.store.lineups.values()):
        lineup["playerName"] = f"{ARABIC[place % len(ARABIC)]} {ARABIC[-1 - place // len(ARABIC)]}"
    found.play(180)
    return {"documents": documents_of(found.store), "steps": []}


def season() -> Json:
    """Record a season: five finished matches, one in play, one to come, and all figures."""
    logs = [T20, *(MATCHES / f"{each}.log" for each in SEASON_MATCHES)]
    stores: list[MemoryMatchStore] = []
    documents: Json = {}
    for day, path in enumerate(logs):
        found = RecordedMatch(load_match(path), **IN_SEASON, scheduledAt=f"2026-05-{day + 10}")
        found.play(None)
        stores.append(found.store)
        documents |= documents_of(found.store)
    playing = record(MATCHES / "1417850.log", first=60, **IN_SEASON, scheduledAt="2026-05-20")
    to_come = record(MATCHES / "237242.log", first=0, **IN_SEASON, scheduledAt="2026-06-14T11:00Z")
    name_documents = {
        f"competitions/{CUP}": {"name": "Knock-out Cup"},
        f"seasons/{SEASON}": {"name": "Summer 2026"},
    }
    other_matches = playing["documents"] | to_come["documents"]
    return {
        "documents": documents | other_matches | name_documents | season_figures(stores),
        "steps": [],
    }


def with_facts(first: int, *facts: Json) -> RecordedMatch:
    """Return a match with its first actions and then some facts, all written and folded."""
    found = RecordedMatch(load_match(T20))
    found.actions = found.actions[:first]
    found.play(None)
    for each in facts:
        append_fact(found, each)
        found.step()
    return found


def append_fact(found: RecordedMatch, fact: Json) -> None:
    """Append an action to the innings in progress."""
    last: dict[str, Any] = found.actions[-1][1]
    added = action_at(last["inningsNumber"], last["sequenceNumber"] + 1, fact)
    found.actions.append((added[0], {"matchId": found.store.match_id, **added[1]}))


def action_at(number: int, sequence: int, fact: Json) -> tuple[ActionId, Json]:
    """Return a fact as an action of an innings (1-based) at a place of its log (1-based)."""
    action_id = ActionId(f"{number}_{sequence}")
    place = {"id": action_id, "inningsNumber": number, "sequenceNumber": sequence}
    return action_id, {**fact, **place}


SCENARIOS: Final[dict[str, Callable[[], Json]]] = {
    each.__name__: each
    for each in (
        live, finished, innings_break, not_started, first_balls, no_ball, five_day, hundred,
        super_over, rain, awarded, stopped, rain_before_toss, forfeited, penalties, long_over,
        corrected, resumed, tie, strokes, long_names, arabic_names, season,
    )
}  # fmt: skip


def write_all(folder: Path, names: Iterable[str] = SCENARIOS) -> Path:
    """Write recordings to a folder, each under its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        write_json(SCENARIOS[name](), folder / f"{name}.json")
    return folder


if __name__ == "__main__":
    import sys

    write_all(Path(sys.argv[1]))
