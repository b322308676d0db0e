"""Recounts fall of wickets and partnerships.

Penalty runs that the file has before or after the innings belong to no partnership; those before
it are included in the score at every fall.
"""

from __future__ import annotations

from scrbrd.domain.json_types import Json
from tests.oracle.batting import batting_order
from tests.oracle.raw import deliveries_of, is_legal, overs_of, wickets_on
from tests.oracle.shapes import FallOfWicket, Partnership, Segment


def fall_of_wickets(innings: Json) -> tuple[FallOfWicket, ...]:
    """Return every wicket in order; two on one ball have the same score and over."""
    score = innings.get("penalty_runs", {}).get("pre", 0)
    falls: list[FallOfWicket] = []
    for over in overs_of(innings):
        legal_balls = 0
        for delivery in over["deliveries"]:
            score += delivery["runs"]["total"]
            legal_balls += is_legal(delivery)
            place = f"{over['over']}.{legal_balls}"
            for wicket in wickets_on(delivery):
                falls.append(FallOfWicket(len(falls) + 1, score, place, wicket["player_out"]))
    return tuple(falls)


def partnerships(innings: Json) -> tuple[Partnership, ...]:
    """Return the partnership for each wicket, and the unbroken one if it had a ball.

    A segment ends when the pair changes, thus also at a retirement or a replacement.
    """
    order = batting_order(innings)
    stands: list[Partnership] = []
    segments: list[Segment] = []
    for delivery in deliveries_of(innings):
        ball = _segment_of(delivery, order)
        if segments and segments[-1].batters == ball.batters:
            segments[-1] = _joined(segments[-1], ball)
        else:
            segments.append(ball)
        for _ in wickets_on(delivery):
            stands.append(Partnership(len(stands) + 1, tuple(segments), is_unbroken=False))
            segments = []
    if segments:
        stands.append(Partnership(len(stands) + 1, tuple(segments), is_unbroken=True))
    return tuple(stands)


def _segment_of(delivery: Json, order: list[str]) -> Segment:
    first, second = sorted((delivery["batter"], delivery["non_striker"]), key=order.index)
    return Segment((first, second), delivery["runs"]["total"], int(is_legal(delivery)))


def _joined(segment: Segment, ball: Segment) -> Segment:
    return Segment(
        segment.batters, segment.runs + ball.runs, segment.legal_balls + ball.legal_balls
    )
