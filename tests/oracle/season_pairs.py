"""Recounts head-to-head figures of every pair, ball by ball over all matches at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scrbrd.domain.json_types import Json
from tests.oracle.games import Game, id_text, per
from tests.oracle.raw import BOWLERS_WICKETS, deliveries_of, is_wide

KINDS = {"bowled": "bowled", "caught": "caught", "caught and bowled": "caught", "lbw": "lbw"}


class Meeting(NamedTuple):
    """One delivery of a pair; `out` is the kind of dismissal by the bowler, if any."""

    game: Game
    batter: str
    bowler: str
    delivery: Json
    out: str | None


def meetings_of(game: Game) -> Iterator[Meeting]:
    """Yield the deliveries of a match, super overs excluded."""
    for innings in game.innings:
        batting, fielding = innings["team"], game.other(innings["team"])
        for delivery in deliveries_of(innings):
            kinds = [wicket["kind"] for wicket in delivery.get("wickets", [])]
            bowlers_wickets = [kind for kind in kinds if kind in BOWLERS_WICKETS]
            yield Meeting(
                game,
                game.person(batting, delivery["batter"]),
                game.person(fielding, delivery["bowler"]),
                delivery,
                KINDS.get(bowlers_wickets[0], "other") if bowlers_wickets else None,
            )


def head_to_heads(games: Iterable[Game]) -> dict[str, Json]:
    """Return the documents of every pair by id: overall, by season, by format, by both.

    A pair that had only wides has no document.
    """
    groups: dict[tuple[str, str, str, str], list[Meeting]] = {}
    for game in sorted(games, key=lambda each: each.order):
        names = ["All"] if game.format == "Hundred" else ["All", game.format]
        for meeting in meetings_of(game):
            if is_wide(meeting.delivery) and meeting.out is None:
                continue
            for season in ("", game.season):
                for name in names:
                    place = meeting.batter, meeting.bowler, season, name
                    groups.setdefault(place, []).append(meeting)
    documents = [document_of(*place, balls) for place, balls in groups.items()]
    return {document["id"]: document for document in documents}


def document_of(batter: str, bowler: str, season: str, name: str, balls: list[Meeting]) -> Json:
    """Return the document of one pair in one context."""
    context = ({"seasonId": season} if season else {}) | ({"format": name} if name != "All" else {})
    faced = [each.delivery["runs"] for each in balls if not is_wide(each.delivery)]
    boundaries = [runs["batter"] for runs in faced if not runs.get("non_boundary", False)]
    runs_off_bat = [runs["batter"] for runs in faced]
    outs = [each.out for each in balls if each.out is not None]
    fours, sixes = boundaries.count(4), boundaries.count(6)
    return {
        "id": id_text(batter, bowler, season or "all", name),
        "batsmanId": batter,
        "bowlerId": bowler,
        **context,
        "ballsFaced": len(faced),
        "runsScored": sum(runs_off_bat),
        "dismissals": len(outs),
        "fours": fours,
        "sixes": sixes,
        "dotBalls": runs_off_bat.count(0),
        "strikeRate": per(sum(runs_off_bat), len(faced), 100),
        "dotBallPercentage": per(runs_off_bat.count(0), len(faced), 100),
        "boundaryPercentage": per(fours + sixes, len(faced), 100),
        "dismissalRate": per(len(faced), len(outs)),
        "dismissalBreakdown": {
            kind: outs.count(kind) for kind in ("bowled", "caught", "lbw", "other")
        },
        "lastMatchId": balls[-1].game.match_id,
    }
