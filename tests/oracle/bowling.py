"""Recounts the bowling table: overs, runs conceded and wickets of each bowler.

Byes, leg byes and penalty runs are never the bowler's (Law 18); a maiden is a complete over by
one bowler without runs conceded by that bowler.
"""

from __future__ import annotations

from dataclasses import dataclass

from scrbrd.domain.json_types import Json
from tests.oracle.raw import (
    BOWLERS_WICKETS,
    extra,
    is_complete,
    is_legal,
    is_no_ball,
    is_wide,
    legal_balls_in,
    overs_of,
    overs_text,
)
from tests.oracle.shapes import BowlingRow


@dataclass
class _Figures:
    legal_balls: int = 0
    whole_overs: int = 0
    loose_balls: int = 0
    maidens: int = 0
    runs_conceded: int = 0
    wickets: int = 0
    wides: int = 0
    wides_bowled: int = 0
    no_balls: int = 0
    no_balls_bowled: int = 0
    dot_balls: int = 0


def bowling_rows(innings: Json, base: int) -> tuple[BowlingRow, ...]:
    """Return the bowling table, in order of first delivery; `base` is the balls of an over."""
    figures: dict[str, _Figures] = {}
    for over in overs_of(innings):
        for delivery in over["deliveries"]:
            _add_delivery(figures.setdefault(delivery["bowler"], _Figures()), delivery)
        _add_over(figures, innings, over, base)
    return tuple(_row(name, of_bowler, base) for name, of_bowler in figures.items())


def runs_conceded_on(delivery: Json) -> int:
    """Return the runs of this delivery that the bowler conceded."""
    bat: int = delivery["runs"]["batter"]
    return bat + extra(delivery, "wides") + extra(delivery, "noballs")


def _add_delivery(figures: _Figures, delivery: Json) -> None:
    figures.legal_balls += is_legal(delivery)
    figures.runs_conceded += runs_conceded_on(delivery)
    figures.wides += extra(delivery, "wides")
    figures.wides_bowled += is_wide(delivery)
    figures.no_balls += extra(delivery, "noballs")
    figures.no_balls_bowled += is_no_ball(delivery)
    figures.dot_balls += is_legal(delivery) and delivery["runs"]["batter"] == 0
    for wicket in delivery.get("wickets", []):
        figures.wickets += wicket["kind"] in BOWLERS_WICKETS


def _add_over(figures: dict[str, _Figures], innings: Json, over: Json, base: int) -> None:
    deliveries = over["deliveries"]
    bowlers = {delivery["bowler"] for delivery in deliveries}
    if len(bowlers) == 1 and is_complete(innings, over, base):
        of_bowler = figures[bowlers.pop()]
        of_bowler.whole_overs += 1
        of_bowler.maidens += sum(runs_conceded_on(delivery) for delivery in deliveries) == 0
        return
    for name in bowlers:
        own = [delivery for delivery in deliveries if delivery["bowler"] == name]
        figures[name].loose_balls += legal_balls_in(own)


def _row(name: str, figures: _Figures, base: int) -> BowlingRow:
    return BowlingRow(
        name=name,
        legal_balls=figures.legal_balls,
        overs=overs_text(figures.whole_overs, figures.loose_balls, base),
        maidens=figures.maidens,
        runs_conceded=figures.runs_conceded,
        wickets=figures.wickets,
        wides=figures.wides,
        wides_bowled=figures.wides_bowled,
        no_balls=figures.no_balls,
        no_balls_bowled=figures.no_balls_bowled,
        dot_balls=figures.dot_balls,
    )
