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
    Recorded,
    documents_of,
    figures_of,
    record,
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
    """A T20 in the second innings, and forty balls to come; two wickets are among them."""
    return record(T20, first=180, steps=40, **IN_SEASON)


def finished() -> Json:
    """The same match when it is over."""
    return record(T20, **IN_SEASON)


def innings_break() -> Json:
    """The same match between its innings."""
    return record(T20, first=124)


def not_started() -> Json:
    """The same match before its first ball."""
    return record(T20, first=0, scheduledAt="2026-06-14T11:00:00Z")


def first_balls() -> Json:
    """The same match from its first action on."""
    return record(T20, first=0, steps=20)


def no_ball() -> Json:
    """A T20 before its second innings, which begins with a no-ball in the powerplay."""
    return record(NO_BALL, first=104, steps=36)


def five_day() -> Json:
    """A Test match near its end, in the third innings."""
    return record(MATCHES / "649089.log", first=1900, steps=5)


def hundred() -> Json:
    """A match of the Hundred in its first innings."""
    return record(MATCHES / "1417850.log", first=60, steps=5)


def super_over() -> Json:
    """A T20 that two super overs decided."""
    return record(MATCHES / "1216517.log")


def rain() -> Json:
    """A one-day match in the second innings, its target revised."""
    return record(MATCHES / "1348326.log", first=420, steps=3)


def awarded() -> Json:
    """A match that was awarded."""
    return record(MATCHES / "1273144.log")


def stopped() -> Json:
    """A match that rain has stopped; the next step abandons it."""
    found = with_facts(180, {"type": "play_stopped", "reason": "rain"})
    documents = documents_of(found.store)
    add(found, {"type": "match_closed", "outcome": "abandoned"})
    return {"documents": documents, "steps": [found.step()]}


def rain_before_toss() -> Json:
    """A match that rain has stopped before its toss; the next step abandons it."""
    found = Recorded(load_match(T20))
    found.actions = [of_innings(1, 1, {"type": "play_stopped", "reason": "rain"})]
    found.play(None)
    documents = documents_of(found.store)
    add(found, {"type": "match_closed", "outcome": "abandoned"})
    return {"documents": documents, "steps": [found.step()]}


def forfeited() -> Json:
    """A Test match whose second and third innings were forfeited, before the fourth."""
    found = Recorded(load_match(MATCHES / "649089.log"))
    (_, start), balls = found.actions[0], found.actions[1:60]
    sides = (start["battingTeamId"], start["bowlingTeamId"])
    ends = ("declared", "forfeited", "forfeited")
    found.actions = []
    for number, reason in enumerate(ends, start=1):
        batting, bowling = sides if number % 2 else reversed(sides)
        begun = {"type": "innings_started", "battingTeamId": batting, "bowlingTeamId": bowling}
        found.actions.append(of_innings(number, 1, start if number == 1 else begun))
        found.actions += balls if number == 1 else []
        add(found, {"type": "innings_closed", "reason": reason})
    found.play(None)
    return {"documents": documents_of(found.store), "steps": []}


def penalties() -> Json:
    """A T20 with penalty runs to both sides in the first innings, early in the second."""
    found = Recorded(load_match(T20))
    second = [each for each in found.actions if each[0].startswith("2_")][:20]
    start = found.actions[0][1]
    found.actions = found.actions[:60]
    for side in ("battingTeamId", "bowlingTeamId"):
        add(found, {"type": "penalty_awarded", "toTeamId": start[side], "runs": 5})
    add(found, {"type": "innings_closed", "reason": "overs_complete"})
    found.actions += second
    found.play(None)
    return {"documents": documents_of(found.store), "steps": []}


def long_over() -> Json:
    """A match in its first over, which has twelve balls so far; the next step is the thirteenth."""
    found = Recorded(load_match(T20))
    found.actions = found.actions[:2]
    for place in range(2, 14):
        wide = {"runsOffBat": 0, "extras": {"wide": 1}, "totalRuns": 1, "isLegalDelivery": False}
        add(found, found.actions[1][1] | wide | {"ballInOver": place})
    found.play(13)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step()]}


def corrected() -> Json:
    """A match in which the last ball is voided by the first step."""
    found = Recorded(load_match(T20))
    found.play(180)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.void("2_56"), found.step()]}


def resumed() -> Json:
    """A match over; its end is undone by the first step, and another ball bowled by the second."""
    found = Recorded(load_match(T20))
    found.play(None)
    documents = documents_of(found.store)
    action_id, hit = found.actions[-1]
    undone = found.void(action_id)
    fields = ("type", "overNumber", "ballInOver", "strikerId", "nonStrikerId", "bowlerId")
    no_run = {"runsOffBat": 0, "extras": {}, "totalRuns": 0, "isLegalDelivery": True}
    add(found, {each: hit[each] for each in fields} | no_run | {"isWicket": False})
    return {"documents": documents, "steps": [undone, found.step()]}


def tie() -> Json:
    """A T20 that is tied; the steps begin the super over."""
    found = Recorded(load_match(MATCHES / "1216517.log"))
    found.play(sum(action_id.startswith(("1_", "2_")) for action_id, _ in found.actions))
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step() for _ in range(5)]}


def strokes() -> Json:
    """A match over, with the segment of every stroke noted."""
    found = Recorded(load_match(T20))
    for place, (_, document) in enumerate(found.actions):
        shot = {"shotType": "drive", "wagonWheelSegment": place * 5 % 8 + 1}
        if document["type"] == "delivery":
            document["shotData"] = shot
    found.play(None)
    return {"documents": documents_of(found.store), "steps": []}


def long_names() -> Json:
    """A match in play of sides and players with long names, some of them with HTML in it."""
    found = Recorded(load_match(T20), homeTeamName=LONG, awayTeamName=f"{HOSTILE} {LONG}")
    for place, lineup in enumerate(found.store.lineups.values()):
        lineup["playerName"] = f"{HOSTILE} Venkatasai Lakshminarayan-Smythe {place}"
    found.play(180)
    documents = documents_of(found.store)
    return {"documents": documents, "steps": [found.step() for _ in range(12)]}


def arabic_names() -> Json:
    """A match in play of players and sides with names in Arabic script."""
    found = Recorded(load_match(T20), homeTeamName="کراچی کنگز", awayTeamName="لاہور قلندرز")
    for place, lineup in enumerate(found.store.lineups.values()):
        lineup["playerName"] = f"{ARABIC[place % len(ARABIC)]} {ARABIC[-1 - place // len(ARABIC)]}"
    found.play(180)
    return {"documents": documents_of(found.store), "steps": []}


def season() -> Json:
    """A season: five matches over, one in play, one to come, and everybody's figures."""
    logs = [T20, *(MATCHES / f"{each}.log" for each in SEASON_MATCHES)]
    stores: list[MemoryMatchStore] = []
    documents: Json = {}
    for day, path in enumerate(logs):
        found = Recorded(load_match(path), **IN_SEASON, scheduledAt=f"2026-05-{day + 10}")
        found.play(None)
        stores.append(found.store)
        documents |= documents_of(found.store)
    playing = record(MATCHES / "1417850.log", first=60, **IN_SEASON, scheduledAt="2026-05-20")
    to_come = record(MATCHES / "237242.log", first=0, **IN_SEASON, scheduledAt="2026-06-14T11:00Z")
    named = {
        f"competitions/{CUP}": {"name": "Knock-out Cup"},
        f"seasons/{SEASON}": {"name": "Summer 2026"},
    }
    more = playing["documents"] | to_come["documents"]
    return {"documents": documents | more | named | figures_of(stores), "steps": []}


def with_facts(first: int, *facts: Json) -> Recorded:
    """A match of so many actions and some facts behind them, all written."""
    found = Recorded(load_match(T20))
    found.actions = found.actions[:first]
    found.play(None)
    for each in facts:
        add(found, each)
        found.step()
    return found


def add(found: Recorded, fact: Json) -> None:
    """Put a further action behind those of the innings in progress."""
    last: dict[str, Any] = found.actions[-1][1]
    added = of_innings(last["inningsNumber"], last["sequenceNumber"] + 1, fact)
    found.actions.append((added[0], {"matchId": found.store.match_id, **added[1]}))


def of_innings(number: int, sequence: int, fact: Json) -> tuple[ActionId, Json]:
    """A fact as the action of an innings, 1-based, in a place of its log, 1-based."""
    action_id = ActionId(f"{number}_{sequence}")
    place = {"id": action_id, "inningsNumber": number, "sequenceNumber": sequence}
    return action_id, {**fact, **place}


ALL: Final[dict[str, Callable[[], Json]]] = {
    each.__name__: each
    for each in (
        live, finished, innings_break, not_started, first_balls, no_ball, five_day, hundred,
        super_over, rain, awarded, stopped, rain_before_toss, forfeited, penalties, long_over,
        corrected, resumed, tie, strokes, long_names, arabic_names, season,
    )
}  # fmt: skip


def write_all(folder: Path, names: Iterable[str] = ALL) -> Path:
    """Write recordings into a folder, each under its name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        write_json(ALL[name](), folder / f"{name}.json")
    return folder


if __name__ == "__main__":
    import sys

    write_all(Path(sys.argv[1]))
