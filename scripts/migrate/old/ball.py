"""Reads one old ball: an entry of `ballHistory` or of `overHistory[].balls`.

What an entry does not state is None or empty. An entry that is not a ball raises UnreadableBall. An
unusual form (a text for a number, a word of its own) is read and gives a remark.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Any

from migrate.old import extras, wickets
from migrate.old.containers import innings_number_in
from migrate.old.events import require_ball
from migrate.old.extras import OldExtra
from migrate.old.totals import read_overs
from migrate.old.unread_fields import (
    contradicting_fields,
    numbers_of_runs,
    unknown_fields,
    unread_of_score,
    unread_people,
)
from migrate.old.values import (
    EARLIEST,
    UnreadableBall,
    first_of,
    id_of,
    is_empty,
    person_by_name,
    time_from,
    whole_number,
)
from scrbrd.domain.document import MAX_RUNS
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.vocabulary import WicketType

NUMBERS = ("sequenceNumber", "sequence", "ballIndex")
OVER = ("overNumber", "over", "overNo")
BALL_OF_OVER = ("ballInOver", "ballNumber", "ball", "ballNo")
SIDES = ("battingTeamId", "battingTeam", "battingSide", "teamId")
NUMBER_REMARK = "{} written as {}"
STRIKER = (
    *("strikerId", "batsmanId", "batterId", "striker", "batsman", "batter"),
    *("strikerName", "batsmanName", "batterName"),
)
NON_STRIKER = ("nonStrikerId", "nonStriker", "nonStrikerName")
BOWLER = ("bowlerId", "bowler", "bowledBy", "bowlerName")
RUNS = ("runs", "runsOffBat", "runsScored", "batsmanRuns", "batterRuns")
INNINGS = ("inningsNumber", "innings", "inningsNo", "inning")
KEYS = ("id", "ballId")
TIMES = ("timestamp", "createdAt", "recordedAt", "at", "time")
RECORDER = ("recordedBy", "scorerId", "createdBy")
READ_FIELDS = frozenset(
    {*STRIKER, *NON_STRIKER, *BOWLER, *RUNS, *INNINGS, *KEYS, *TIMES, *RECORDER, *NUMBERS, *SIDES}
    | {"extraRuns", "coordinates"}
    | extras.NAMES
    | wickets.NAMES
)
SCORE_FIELDS = frozenset({"extraRuns"} | extras.NAMES | wickets.NAMES)
NOT_READ = "field {} is not read"
COUNTED_REMARKS = (" written as ", " is not read")


@dataclass(frozen=True, slots=True)
class OldBall:
    """A ball as it was written. `runs` are off the bat; `extra_runs` is None if it is not stated.

    Whether `extra_runs` includes the penalty of a wide or no-ball differs between writers.
    `wicket_type` is None if no wicket fell, and if its kind is not stated (see `is_wicket`).
    `unread` names fields that may state more of the score; `unread_people`, those of who faced or
    bowled.
    """

    key: str | None = None
    innings: int | None = None
    striker_id: str | None = None
    non_striker_id: str | None = None
    bowler_id: str | None = None
    runs: int = 0
    extra: OldExtra | None = None
    extra_runs: int | None = None
    is_wicket: bool = False
    wicket_type: WicketType | None = None
    dismissed_id: str | None = None
    fielder_ids: tuple[str, ...] = ()
    coordinates: tuple[float, float] | None = None
    at: datetime | None = None
    recorded_by: str | None = None
    over_number: int | None = None
    sequence: int | None = None
    place: tuple[int, int] | None = None
    batting_team_id: str | None = None
    remarks: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    unread_people: tuple[str, ...] = ()

    @property
    def is_legal(self) -> bool:
        """Whether the ball counts in the over."""
        return self.extra not in (OldExtra.WIDE, OldExtra.NO_BALL)

    @property
    def comparison_key(self) -> tuple[Any, ...]:
        """The values in which copies of the same ball must agree."""
        return (self.runs, self.extra, self.extra_runs, self.is_wicket, self.striker_id)

    @property
    def fullness(self) -> int:
        """How many of the optional fields have a value."""
        known = (self.key, self.striker_id, self.non_striker_id, self.bowler_id, self.at)
        return sum(each is not None for each in (*known, self.wicket_type, self.coordinates))


def read_ball(entry: Any, over: JsonMap | None = None) -> OldBall:
    """Return the ball of an entry in over entry `over`.

    Raises UnreadableBall if it is not a ball.
    """
    if not isinstance(entry, Mapping):
        raise UnreadableBall(f"is no ball but {type(entry).__name__} {str(entry)[:40]!r}")
    around: JsonMap = over or {}
    remarks, unread = list[str](), list[str]()
    extra, own_runs = extras.read_kind(entry, unread)
    wicket = wickets.read_wicket(entry, remarks, unread)
    extra_runs = read_runs(entry, ("extraRuns",), remarks, unread)
    ball = OldBall(
        key=id_of(first_of(entry, KEYS)),
        innings=read_innings(entry, unread),
        striker_id=person_by_name(first_of(entry, STRIKER)),
        non_striker_id=person_by_name(first_of(entry, NON_STRIKER)),
        bowler_id=person_by_name(first_of(entry, BOWLER))
        or person_by_name(first_of(around, BOWLER)),
        runs=read_runs(entry, RUNS, remarks, unread) or 0,
        extra=extra,
        extra_runs=extra_runs if own_runs is None else own_runs,
        is_wicket=wicket.fell,
        wicket_type=wicket.kind,
        dismissed_id=wicket.dismissed_id,
        fielder_ids=wicket.fielder_ids,
        coordinates=read_coordinates(entry.get("coordinates")),
        at=read_time(entry),
        recorded_by=id_of(first_of(entry, RECORDER)),
        over_number=whole_number(first_of(around, ("overNumber", "number"))),
        sequence=whole_number(first_of(entry, NUMBERS)),
        place=read_place(entry, around),
        batting_team_id=person_by_name(first_of(entry, SIDES)),
    )
    remarks += [NOT_READ.format(name) for name in unread_times(entry) if ball.at is None]
    if ball.coordinates is None and not is_empty(entry.get("coordinates")):
        remarks.append(NOT_READ.format("coordinates"))
    has_people = ball.striker_id is not None and ball.bowler_id is not None
    require_ball(entry, READ_FIELDS, has_people=has_people, has_extra=ball.extra is not None)
    return add_unread_fields(ball, entry, remarks, unread)


def is_counted_remark(remark: str) -> bool:
    """Return True if a remark is counted over a match, and not listed ball by ball."""
    return any(part in remark for part in COUNTED_REMARKS)


def add_unread_fields(
    ball: OldBall, entry: JsonMap, remarks: list[str], unread: list[str]
) -> OldBall:
    """Return a ball with the names of its fields that nothing has read."""
    is_stated = {
        ("run", "score"): any(name in entry for name in RUNS),
        ("wide", "noball", "bye"): ball.extra is not None,
        ("extra",): ball.extra is not None and ball.extra_runs is not None,
        ("wicket", "dismiss", "out"): ball.is_wicket and ball.wicket_type is not None,
        ("inning",): ball.innings is not None,
    }
    parts = [part for matter, is_known in is_stated.items() if not is_known for part in matter]
    roles = {
        ("strik", "batsman", "batt", "facing", "faced"): (ball.striker_id, STRIKER),
        ("bowl",): (ball.bowler_id, BOWLER),
    }
    people = [
        part
        for parts_of_role, (player, _) in roles.items()
        if player is None
        for part in parts_of_role
    ]
    named = [
        name
        for player, names in roles.values()
        for name in names
        if player is None and not is_empty(entry.get(name))
    ]
    has_own_runs = is_stated["run", "score"] and (ball.extra is None or ball.extra_runs is not None)
    numbers = () if has_own_runs else numbers_of_runs(entry, READ_FIELDS)
    odd = contradicting_fields(entry, ball.runs, ball.extra_runs or 0, ball.extra)
    unread_of_ball = [
        *dict.fromkeys((*unread, *unread_of_score(entry, READ_FIELDS, parts), *numbers, *odd))
    ]
    unread_named = [*named, *unread_people(entry, READ_FIELDS, people)]
    not_read = dict.fromkeys([*unread_of_ball, *unread_named, *unknown_fields(entry, READ_FIELDS)])
    lines = (*remarks, *(NOT_READ.format(name) for name in not_read))
    return replace(
        ball, remarks=lines, unread=tuple(unread_of_ball), unread_people=tuple(unread_named)
    )


def read_innings(entry: JsonMap, unread: list[str]) -> int | None:
    """Return the innings that a ball names by number or word (`first`, `2nd innings`)."""
    value = first_of(entry, INNINGS)
    if value is None:
        return None
    number = whole_number(value)
    found = number if number is not None else innings_number_in(str(value), within=True)
    if found is None:
        unread.append(next(name for name in INNINGS if name in entry))
    return found


def read_time(entry: JsonMap) -> datetime | None:
    """Return when a ball was bowled; None for a time that counts from another epoch."""
    read = (time_from(entry[name]) for name in TIMES if not is_empty(entry.get(name)))
    return next((found for found in read if found is not None and found >= EARLIEST), None)


def unread_times(entry: JsonMap) -> Iterator[str]:
    """Yield the names of a ball's time fields that cannot be read."""
    for name in TIMES:
        if not is_empty(entry.get(name)) and time_from(entry[name]) is None:
            yield name


def read_place(entry: JsonMap, around: JsonMap) -> tuple[int, int] | None:
    """Return the (over, ball) that a ball states, in its own counting; None unless it states
    both."""
    over = first_of(entry, OVER)
    over = over if over is not None else first_of(around, ("overNumber", "number"))
    ball = whole_number(first_of(entry, BALL_OF_OVER))
    if ball is not None:
        number = whole_number(over)
        return None if number is None else (number, ball)
    is_with_ball = isinstance(over, float) or (isinstance(over, str) and "." in over)
    return read_overs(over) if is_with_ball else None


def read_runs(
    entry: JsonMap, names: Sequence[str], remarks: list[str], unread: list[str]
) -> int | None:
    """Return the runs under the first of `names` that has a value; None if none has.

    Other names with different values are added to `unread`. Raises UnreadableBall for a value that
    is not a number of runs, and for an entry without runs, extras or a wicket.
    """
    stated = {name: entry[name] for name in names if entry.get(name) not in (None, "")}
    if not stated:
        is_bare = not any(name in entry for name in SCORE_FIELDS)
        if names is RUNS and is_bare:
            raise UnreadableBall("says nothing of runs, extras or a wicket")
        return None
    found: dict[str, int] = {}
    for name, value in stated.items():
        runs = whole_number(value)
        if runs is None or runs > MAX_RUNS:
            raise UnreadableBall(f"{name} is {str(value)[:40]!r}, which is no number of runs")
        if not isinstance(value, int):
            remarks.append(NUMBER_REMARK.format(name, type(value).__name__))
        found[name] = runs
    first_runs = next(iter(found.values()))
    unread += [name for name, runs in found.items() if runs != first_runs]
    return first_runs


def read_coordinates(value: Any) -> tuple[float, float] | None:
    """Return the point on the wagon wheel; None if the value is not a point."""
    if not isinstance(value, Mapping):
        return None
    try:
        point = float(value["x"]), float(value["y"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return point if all(map(isfinite, point)) else None
