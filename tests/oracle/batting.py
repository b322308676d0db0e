"""Recounts the batting table: batting order, runs and balls, and how each batter left.

A batter who retired (or was replaced because of an injury) and came back has the later dismissal.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrbrd.domain.json_types import Json
from tests.oracle.raw import BOWLERS_WICKETS, NOT_WICKETS, batters_replaced, deliveries_of, is_wide
from tests.oracle.shapes import BattingRow, Exit

KINDS = {
    "bowled": "bowled",
    "caught": "caught",
    "caught and bowled": "caught",
    "lbw": "lbw",
    "run out": "run_out",
    "stumped": "stumped",
    "hit wicket": "hit_wicket",
    "handled the ball": "handled_ball",
    "obstructing the field": "obstructing_field",
    "hit the ball twice": "hit_ball_twice",
    "timed out": "timed_out",
    "retired out": "retired_out",
    "retired hurt": "retired_hurt",
    "retired not out": "retired_not_out",
}
RETURNABLE = frozenset(KINDS[kind] for kind in NOT_WICKETS)


@dataclass
class _Tally:
    runs: int = 0
    balls_faced: int = 0
    fours: int = 0
    sixes: int = 0


def batting_order(innings: Json) -> list[str]:
    """Return names by first appearance, striker first; also those out without having batted."""
    order: list[str] = []
    for delivery in deliveries_of(innings):
        names_on_delivery = [change["out"] for change in batters_replaced(delivery)]
        names_on_delivery += [delivery["batter"], delivery["non_striker"]]
        names_on_delivery += [wicket["player_out"] for wicket in delivery.get("wickets", [])]
        for name in names_on_delivery:
            if name not in order:
                order.append(name)
    return order


def batting_rows(innings: Json) -> tuple[BattingRow, ...]:
    """Return the batting table, in batting order."""
    tallies = _tallies(innings)
    exits = _exits(innings)
    return tuple(
        _row(name, tallies.get(name, _Tally()), exits.get(name)) for name in batting_order(innings)
    )


def _row(name: str, tally: _Tally, exit_: Exit | None) -> BattingRow:
    return BattingRow(
        name=name,
        runs=tally.runs,
        balls_faced=tally.balls_faced,
        fours=tally.fours,
        sixes=tally.sixes,
        is_out=exit_ is not None and exit_.kind not in RETURNABLE,
        dismissal=exit_.kind if exit_ else None,
        dismissal_text=exit_.text if exit_ else "not out",
        bowler=exit_.bowler if exit_ else None,
        fielders=exit_.fielders if exit_ else (),
    )


def _tallies(innings: Json) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for delivery in deliveries_of(innings):
        tally = tallies.setdefault(delivery["batter"], _Tally())
        runs = delivery["runs"]
        tally.runs += runs["batter"]
        tally.balls_faced += not is_wide(delivery)
        if not runs.get("non_boundary", False):
            tally.fours += runs["batter"] == 4
            tally.sixes += runs["batter"] == 6
    return tallies


def _exits(innings: Json) -> dict[str, Exit]:
    exits: dict[str, Exit] = {}
    for delivery in deliveries_of(innings):
        for change in batters_replaced(delivery):
            exits[change["out"]] = _replaced(change["reason"])
        for name in (delivery["batter"], delivery["non_striker"]):
            if name in exits and exits.pop(name).kind not in RETURNABLE:
                raise ValueError(f"{name} bats after being out")
        for wicket in delivery.get("wickets", []):
            exits[wicket["player_out"]] = _exit(wicket, delivery["bowler"])
    return exits


def _replaced(reason: str) -> Exit:
    kind = "retired hurt" if reason == "injury" else "retired not out"
    return Exit(KINDS[kind], None, (), kind)


def _exit(wicket: Json, bowler: str) -> Exit:
    kind = wicket["kind"]
    credited = bowler if kind in BOWLERS_WICKETS else None
    fielders = wicket.get("fielders", [])
    names = tuple(fielder["name"] for fielder in fielders if "name" in fielder)
    if kind == "caught and bowled":
        names = (bowler,)
    return Exit(KINDS[kind], credited, names, _text(kind, fielders, bowler))


def _text(kind: str, fielders: list[Json], bowler: str) -> str:
    printed = [_fielder_text(fielder) for fielder in fielders]
    first = printed[0] if printed else "?"
    if kind == "caught and bowled" or (kind == "caught" and first == bowler):
        return f"c & b {bowler}"
    if kind == "run out":
        return f"run out ({'/'.join(printed)})" if printed else "run out"
    by_the_bowler = {
        "bowled": f"b {bowler}",
        "caught": f"c {first} b {bowler}",
        "lbw": f"lbw b {bowler}",
        "stumped": f"st †{first} b {bowler}",
        "hit wicket": f"hit wicket b {bowler}",
    }
    return by_the_bowler.get(kind, kind)


def _fielder_text(fielder: Json) -> str:
    if not fielder.get("substitute", False):
        return str(fielder["name"])
    return f"sub ({fielder['name']})" if "name" in fielder else "sub"
