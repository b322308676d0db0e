"""Reads one old ball: an entry of `ballHistory` or of `overHistory[].balls`.

What an entry does not say is None or empty. An entry that is no ball raises UnreadableBall; one
that can be read with a remark (a text for a number, a word of its own) keeps the remark.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Any

from migrate.old import extras, wickets
from migrate.old.containers import innings_named
from migrate.old.events import refuse_events
from migrate.old.extras import OldExtra
from migrate.old.totals import read_overs
from migrate.old.unread_fields import (
    numbers_of_runs,
    others,
    unlike_its_parts,
    unread_of_score,
    unread_people,
)
from migrate.old.values import (
    EARLIEST,
    UnreadableBall,
    first_of,
    id_of,
    is_empty,
    moment,
    person_named,
    whole,
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
KNOWN = frozenset(
    {*STRIKER, *NON_STRIKER, *BOWLER, *RUNS, *INNINGS, *KEYS, *TIMES, *RECORDER, *NUMBERS, *SIDES}
    | {"extraRuns", "coordinates"}
    | extras.NAMES
    | wickets.NAMES
)
SAYS_SOMETHING = frozenset({"extraRuns"} | extras.NAMES | wickets.NAMES)
NOT_READ = "field {} is not read"
COUNTED = (" written as ", " is not read")


@dataclass(frozen=True, slots=True)
class OldBall:
    """A ball as it was written. `runs` are off the bat; `extra_runs` None where nothing is said.

    Whether `extra_runs` holds the penalty of a wide or no-ball differs between writers.
    `wicket_type` is None where no wicket fell, and where its kind is not said (`is_wicket`).
    `unread` names fields that may say more of the score, `unread_people` of who faced or bowled.
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
        """Whether it counts in the over."""
        return self.extra not in (OldExtra.WIDE, OldExtra.NO_BALL)

    @property
    def told(self) -> tuple[Any, ...]:
        """What copies of the same ball must agree on."""
        return (self.runs, self.extra, self.extra_runs, self.is_wicket, self.striker_id)

    @property
    def fullness(self) -> int:
        """How many of the fields that may be missing are there."""
        known = (self.key, self.striker_id, self.non_striker_id, self.bowler_id, self.at)
        return sum(each is not None for each in (*known, self.wicket_type, self.coordinates))


def read_ball(entry: Any, over: JsonMap | None = None) -> OldBall:
    """Return one entry, which lies in over entry `over`; raises UnreadableBall."""
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
        striker_id=person_named(first_of(entry, STRIKER)),
        non_striker_id=person_named(first_of(entry, NON_STRIKER)),
        bowler_id=person_named(first_of(entry, BOWLER)) or person_named(first_of(around, BOWLER)),
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
        over_number=whole(first_of(around, ("overNumber", "number"))),
        sequence=whole(first_of(entry, NUMBERS)),
        place=read_place(entry, around),
        batting_team_id=person_named(first_of(entry, SIDES)),
    )
    remarks += [NOT_READ.format(name) for name in unread_times(entry) if ball.at is None]
    if ball.coordinates is None and not is_empty(entry.get("coordinates")):
        remarks.append(NOT_READ.format("coordinates"))
    has_people = ball.striker_id is not None and ball.bowler_id is not None
    refuse_events(entry, KNOWN, has_people=has_people, has_extra=ball.extra is not None)
    return with_unread(ball, entry, remarks, unread)


def is_counted(remark: str) -> bool:
    """Return whether a remark is counted over a match, not listed ball by ball."""
    return any(part in remark for part in COUNTED)


def with_unread(ball: OldBall, entry: JsonMap, remarks: list[str], unread: list[str]) -> OldBall:
    """Return a ball with the names of its fields that nothing has read."""
    said = {
        ("run", "score"): any(name in entry for name in RUNS),
        ("wide", "noball", "bye"): ball.extra is not None,
        ("extra",): ball.extra is not None and ball.extra_runs is not None,
        ("wicket", "dismiss", "out"): ball.is_wicket and ball.wicket_type is not None,
        ("inning",): ball.innings is not None,
    }
    parts = [part for matter, is_said in said.items() if not is_said for part in matter]
    ends = {
        ("strik", "batsman", "batt", "facing", "faced"): (ball.striker_id, STRIKER),
        ("bowl",): (ball.bowler_id, BOWLER),
    }
    people = [part for end, (player, _) in ends.items() if player is None for part in end]
    named = [
        name
        for player, names in ends.values()
        for name in names
        if player is None and not is_empty(entry.get(name))
    ]
    has_own_runs = said["run", "score"] and (ball.extra is None or ball.extra_runs is not None)
    numbers = () if has_own_runs else numbers_of_runs(entry, KNOWN)
    odd = unlike_its_parts(entry, ball.runs, ball.extra_runs or 0, ball.extra)
    found = [*dict.fromkeys((*unread, *unread_of_score(entry, KNOWN, parts), *numbers, *odd))]
    unread_named = [*named, *unread_people(entry, KNOWN, people)]
    told = dict.fromkeys([*found, *unread_named, *others(entry, KNOWN)])
    lines = (*remarks, *(NOT_READ.format(name) for name in told))
    return replace(ball, remarks=lines, unread=tuple(found), unread_people=tuple(unread_named))


def read_innings(entry: JsonMap, unread: list[str]) -> int | None:
    """Return the innings that a ball names by number or word (`first`, `2nd innings`)."""
    value = first_of(entry, INNINGS)
    if value is None:
        return None
    number = whole(value)
    found = number if number is not None else innings_named(str(value), within=True)
    if found is None:
        unread.append(next(name for name in INNINGS if name in entry))
    return found


def read_time(entry: JsonMap) -> datetime | None:
    """Return when a ball was bowled; None for what counts from something else than the epoch."""
    read = (moment(entry[name]) for name in TIMES if not is_empty(entry.get(name)))
    return next((found for found in read if found is not None and found >= EARLIEST), None)


def unread_times(entry: JsonMap) -> Iterator[str]:
    """Yield the fields of a ball that say a time in a way that is not read."""
    for name in TIMES:
        if not is_empty(entry.get(name)) and moment(entry[name]) is None:
            yield name


def read_place(entry: JsonMap, around: JsonMap) -> tuple[int, int] | None:
    """Return the over and ball that a ball names, as it counts them; None without both."""
    over = first_of(entry, OVER)
    over = over if over is not None else first_of(around, ("overNumber", "number"))
    ball = whole(first_of(entry, BALL_OF_OVER))
    if ball is not None:
        number = whole(over)
        return None if number is None else (number, ball)
    is_with_ball = isinstance(over, float) or (isinstance(over, str) and "." in over)
    return read_overs(over) if is_with_ball else None


def read_runs(
    entry: JsonMap, names: Sequence[str], remarks: list[str], unread: list[str]
) -> int | None:
    """Return runs that may be missing, under the first name that says them.

    Other names that say otherwise are unread. Raises UnreadableBall for what is no number of runs.
    """
    said = {name: entry[name] for name in names if entry.get(name) not in (None, "")}
    if not said:
        is_bare = not any(name in entry for name in SAYS_SOMETHING)
        if names is RUNS and is_bare:
            raise UnreadableBall("says nothing of runs, extras or a wicket")
        return None
    found: dict[str, int] = {}
    for name, value in said.items():
        runs = whole(value)
        if runs is None or runs > MAX_RUNS:
            raise UnreadableBall(f"{name} is {str(value)[:40]!r}, which is no number of runs")
        if not isinstance(value, int):
            remarks.append(NUMBER_REMARK.format(name, type(value).__name__))
        found[name] = runs
    counts = next(iter(found.values()))
    unread += [name for name, runs in found.items() if runs != counts]
    return counts


def read_coordinates(value: Any) -> tuple[float, float] | None:
    """Return the point of the wagon wheel; None where it is no point."""
    if not isinstance(value, Mapping):
        return None
    try:
        point = float(value["x"]), float(value["y"])
    except (KeyError, TypeError, ValueError, OverflowError):
        return None
    return point if all(map(isfinite, point)) else None
