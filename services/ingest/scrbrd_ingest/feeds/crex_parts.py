"""Reads the parts of a CREX-like feed: score (sV3), card (sC4) and ball feeds.

Everything here is pure and raises Unreadable, which names the field.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import unquote

from scrbrd.domain.vocabulary import ActionType, WicketType
from scrbrd_ingest.feeds.crex_balls import Batting, Bowling, FacedBall, Out, Token, body_of
from scrbrd_ingest.feeds.facts import Facts, read_id
from scrbrd_ingest.feeds.fields import (
    MOST_EVENTS,
    Fields,
    Unreadable,
    as_number,
    as_text,
    delivery_of,
    event_of,
    read_each,
)
from scrbrd_ingest.model import FeedEvent, Phase, Place

MOST_INNINGS = 40

PHASES = {
    "0": Phase.SCHEDULED,
    "1": Phase.LIVE,
    "2": Phase.FINISHED,
    "3": Phase.BREAK,
    "4": Phase.SUSPENDED,
    "5": Phase.CANCELLED,
}

DISMISSALS = {
    "b": WicketType.BOWLED,
    "c": WicketType.CAUGHT,
    "lbw": WicketType.LBW,
    "ro": WicketType.RUN_OUT,
    "st": WicketType.STUMPED,
    "hw": WicketType.HIT_WICKET,
    "hb": WicketType.HANDLED_BALL,
    "of": WicketType.OBSTRUCTING_FIELD,
    "h2": WicketType.HIT_BALL_TWICE,
    "to": WicketType.TIMED_OUT,
    "rto": WicketType.RETIRED_OUT,
    "rth": WicketType.RETIRED_HURT,
    "rtn": WicketType.RETIRED_NOT_OUT,
}
LEFT_WITHOUT_A_BALL = frozenset({"to", "rto", "rth", "rtn"})
LineT = TypeVar("LineT")
ENDS = {"s": "striker", "b": "bowler"}

OVER = re.compile(r"O(?P<over>[0-9]{1,4})-(?P<bowler>[^.]+)(?:\.(?P<balls>.*))?", re.DOTALL)
TOKEN = re.compile(
    r"(?P<parts>[0-9]*(?:wd|nb|lb|b|p)?(?:\+[0-9]+(?:wd|nb|lb|b|p)?)*)(?P<out>W)?"
    r"(?P<boundary>[rB])?(?:@(?P<run>[0-9]{1,2}))?(?P<uncounted>!)?(?:#(?P<count>[0-9]{1,2}))?"
)
PART = re.compile(r"(?P<runs>[0-9]{0,2})(?P<kind>wd|nb|lb|b|p)?")
EXTRAS = {"wd": "wide", "nb": "noBall", "b": "bye", "lb": "legBye", "p": "penalty"}

FACTS = Facts(
    types={each: ActionType(each) for each in ActionType if each is not ActionType.DELIVERY},
    dismissals={each.value: each for each in WicketType},
    name=lambda ours: ours,
    person=read_id,
    team=read_id,
)
LISTS = ("absentIds", "fielderIds", "substituteIds")


@dataclass(frozen=True)
class Score:
    """The content of sV3: sides, phase, newest overs, batters in, and notes as events."""

    phase: Phase
    innings: int
    overs: Mapping[int, tuple[Token, ...]]
    pair: tuple[str | None, str | None]
    score: tuple[int, int] | None
    notes: tuple[FeedEvent, ...]
    faults: tuple[str, ...]
    team_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Card:
    """The content of sC4 for one innings; `team_ids` are batting and bowling side, if given."""

    innings: int
    runs: int
    wickets: int
    batters: Mapping[str, Batting]
    bowlers: Mapping[str, Bowling]
    team_ids: tuple[str, ...] = ()


def read_score(value: Any) -> Score:
    """Return the content of sV3. Raises Unreadable."""
    answer = Fields(value, "sV3")
    notes, faults = read_each(
        (f"sV3.n[{place}]", partial(read_note, text))
        for place, text in enumerate(answer.items("n") if answer.has("n") else [])
    )
    pair = split_dots(answer, "p") if answer.maybe_text("p") else []
    striker, non_striker = (*pair, "", "")[:2]
    return Score(
        phase=PHASES.get(answer.text("s"), Phase.LIVE),
        innings=min(max(answer.number("inning"), 0), MOST_INNINGS),
        overs=read_overs(answer.items("ov") if answer.has("ov") else []),
        pair=(striker or None, non_striker or None),
        score=read_total(answer.maybe_text("sc")),
        notes=notes,
        faults=faults,
        team_ids=read_teams(answer, "a"),
    )


def read_teams(fields: Fields, name: str) -> tuple[str, ...]:
    """Return the dot-joined ids of the sides; empty if there are none. Raises Unreadable."""
    return tuple(each for each in (fields.maybe_text(name) or "").split(".") if each)


def require_one_match(score: Score, cards: Iterable[Card]) -> None:
    """Raise Unreadable if a card is of other sides than the score: caches mix them up."""
    for card in cards:
        if score.team_ids and not {*card.team_ids} <= {*score.team_ids}:
            sides = ", ".join(card.team_ids)
            raise Unreadable(f"sC4, innings {card.innings}: is of another match, of {sides[:40]!r}")


def split_dots(fields: Fields, name: str) -> list[str]:
    """Return the parts of a dot-joined text. Raises Unreadable."""
    return fields.text(name).split(".")


def read_total(text: str | None) -> tuple[int, int] | None:
    """Return runs and wickets of `150/4`; None if the text has another form."""
    runs, _, wickets = (text or "").partition("/")
    if not (runs.isdecimal() and wickets.isdecimal()):
        return None
    return as_number(runs, "sc"), as_number(wickets, "sc")


def read_overs(items: Iterable[Any]) -> dict[int, tuple[Token, ...]]:
    """Return the balls of each displayed over, by its 0-based number; a second bowler's part of an
    over continues it. Raises Unreadable."""
    found: dict[int, tuple[Token, ...]] = {}
    balls = 0
    for place, item in enumerate(items):
        path = f"sV3.ov[{place}]"
        parts = OVER.fullmatch(as_text(item, path))
        if parts is None:
            raise Unreadable(f"{path}: must be such as O5-1AB.4.W.1lb")
        over, texts = int(parts["over"]) - 1, parts["balls"]
        tokens = [read_token(parts["bowler"], each, path) for each in (texts or "").split(".")]
        balls += len(tokens)
        if over < 0:
            raise Unreadable(f"{path}: overs begin with 1")
        if balls > MOST_EVENTS:
            raise Unreadable(f"{path}: more than {MOST_EVENTS} balls are shown")
        found[over] = found.get(over, ()) + tuple(tokens if texts else ())
    return dict(sorted(found.items()))


def read_token(bowler: str, text: str, path: str) -> Token:
    """Return a ball such as `4`, `1lb`, `2+1nb` or `1wdW`. Raises Unreadable."""
    parts = TOKEN.fullmatch(text)
    if parts is None or not text:
        raise Unreadable(f"{path}: a ball is such as 4, 1lb, 2+1nb or 1wdW")
    runs, extras = 0, dict[str, int]()
    for part in parts["parts"].split("+"):
        read = PART.fullmatch(part)
        if read is None:
            raise Unreadable(f"{path}: a ball has more runs than two digits")
        number = int(read["runs"] or ("1" if read["kind"] else "0"))
        if read["kind"]:
            extras[EXTRAS[read["kind"]]] = number
        else:
            runs += number
    return Token(bowler, text, runs, extras, parts["out"] is not None, marks_of(parts))


def marks_of(parts: re.Match[str]) -> dict[str, Any]:
    """Return the special properties of a ball, by the log's field names."""
    marks = {
        "boundary": parts["boundary"] == "B" if parts["boundary"] else None,
        "runsRun": int(parts["run"]) if parts["run"] else None,
        "notCounted": True if parts["uncounted"] else None,
        "overBalls": int(parts["count"]) if parts["count"] else None,
    }
    return {name: value for name, value in marks.items() if value is not None}


def read_note(value: Any) -> FeedEvent:
    """Return a note such as `2.18.3.1|batter_retired|playerId=1AB|as=hurt`. Raises Unreadable."""
    head, *parts = as_text(value, "note").split("|")
    place = Place(*(as_number(each, "note, place") for each in (*head.split("."), *"0000")[:4]))
    kind = FACTS.types.get(parts[0]) if parts else None
    if kind is None:
        raise Unreadable("note: its kind is not known here")
    given = (part.partition("=") for part in parts[1:])
    fields: dict[str, Any] = {name: unquote(text) for name, _, text in given}
    for name in LISTS:
        if name in fields:
            fields[name] = [each for each in fields[name].split(",") if each]
    if "powerplays" in fields:
        fields["powerplays"] = [read_span(each) for each in fields["powerplays"].split(",") if each]
    return event_of(place_id(place), place, FACTS.action(kind, Fields(fields, "note")))


def read_span(text: str) -> dict[str, str | None]:
    """Return the fielding restrictions in `mandatory:0:5`; the balls may follow."""
    names = ("type", "fromOver", "toOver", "fromBall", "toBall")
    return {name: part or None for name, part in zip(names, text.split(":"), strict=False)}


def read_cards(value: Any) -> tuple[Card, ...]:
    """Return the card of each innings. Raises Unreadable."""
    answer = Fields({"sC4": value}, "answer")
    return tuple(read_card(each) for each in answer.children("sC4"))


def read_card(card: Fields) -> Card:
    """Return one innings of the card. Raises Unreadable."""
    total = read_total(card.text("sc"))
    if total is None:
        raise Unreadable(f"{card.where('sc')}: must be such as 150/4")
    return Card(
        card.number("i"),
        *total,
        dict(read_line(each, card.where("b"), read_batting) for each in card.items("b")),
        dict(read_line(each, card.where("a"), read_bowling) for each in card.items("a")),
        read_teams(card, "t"),
    )


def read_line(value: Any, path: str, read: Callable[[list[str], str], LineT]) -> tuple[str, LineT]:
    """Return a player's key and line of a card. Raises Unreadable."""
    key, *parts = as_text(value, path).split(".")
    return as_text(key, path), read(parts, path)


def read_batting(parts: list[str], path: str) -> Batting:
    """Return the line of a batter: runs, balls, fours, sixes and the dismissal, `12.9.2.0.c/F1`."""
    runs, balls, fours, sixes = figures(parts, 4, path)
    how = parts[4] if len(parts) > 4 else ""
    return Batting(runs, balls, fours, sixes, read_out(how, path) if how else None)


def read_bowling(parts: list[str], path: str) -> Bowling:
    """Return balls, runs, wides and no-balls of `24.1.13.2.1.0` (maidens and wickets between)."""
    balls, _, runs, _, wides, no_balls = figures(parts, 6, path)
    return Bowling(balls, runs, wides, no_balls)


def figures(parts: list[str], count: int, path: str) -> list[int]:
    """Return the first numbers of a line. Raises Unreadable."""
    if len(parts) < count:
        raise Unreadable(f"{path}: a line has {count} figures")
    return [as_number(each, path) for each in parts[:count]]


def read_out(text: str, path: str) -> Out | None:
    """Return the dismissal in `c/F1-F2/assists/substitutes/end/crossed`.

    None for a batter who left without a ball, which the notes report. Raises Unreadable for an
    unknown dismissal.
    """
    code, *rest = text.split("/")
    if code not in DISMISSALS:
        raise Unreadable(f"{path}: {code[:20]!r} is no dismissal that is known here")
    if code in LEFT_WITHOUT_A_BALL:
        return None
    fielders, assists, substitutes, end, crossed = (*rest, "", "", "", "", "")[:5]
    return Out(
        str(DISMISSALS[code]),
        keys(fielders),
        keys(assists),
        keys(substitutes),
        ENDS.get(end),
        {"x": True, "o": False}.get(crossed),
    )


def keys(text: str) -> tuple[str, ...]:
    """Return the ids in a list joined by hyphens."""
    return tuple(each for each in text.split("-") if each)


def read_feeds(
    value: Any, innings: int, over: int | None = None
) -> tuple[tuple[FeedEvent, ...], tuple[str, ...]]:
    """Return the balls that the ball feeds have of an innings or an over. Raises Unreadable."""
    return read_each(
        (f"feeds[{place}]", partial(read_feed, item, innings, over))
        for place, item in enumerate(Fields(value, "ball feeds").items("feeds"))
    )


def read_feed(value: Any, innings: int, over: int | None) -> FeedEvent | None:
    """Return a ball of the feeds: `x` is bowler, striker and non-striker. Raises Unreadable."""
    item = Fields(value, "feed")
    number = item.number("o") - 1
    if over is not None and number != over:
        return None
    bowler, striker, non_striker = (*split_dots(item, "x"), "", "", "")[:3]
    token = read_token(bowler, item.text("t"), item.where("t"))
    out = None
    if item.maybe_text("w"):
        player, _, how = item.text("w").partition(".")
        read = read_out(how, item.where("w"))
        out = None if read is None else (player, read)
    return delivery(innings, FacedBall(number, item.number("d"), token, striker, non_striker, out))


def delivery(innings: int, faced: FacedBall) -> FeedEvent:
    """Return a ball as an event; its id is its place. Raises Unreadable."""
    place = Place(innings, faced.over, faced.ball)
    return event_of(place_id(place), place, delivery_of(place, body_of(faced)))


def place_id(place: Place) -> str:
    """Return the event id of a place."""
    return f"{place.innings}.{place.over}.{place.ball}.{place.part}"
