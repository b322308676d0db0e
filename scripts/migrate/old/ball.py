"""Reads one old ball: an entry of `ballHistory` or of `overHistory[].balls`.

What an entry does not say is None or empty. An entry that is no ball raises UnreadableBall; one
that can be read with a remark (a text for a number, a word of its own) keeps the remark.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from admin.json_types import JsonMap
from migrate.old.values import first_of, flag, id_of, ids_of, moment, text, whole, word
from scrbrd.domain.document import MAX_RUNS
from scrbrd.domain.vocabulary import WicketType


class OldExtra(StrEnum):
    """The old world's four kinds of extras."""

    WIDE = "wide"
    NO_BALL = "noball"
    BYE = "bye"
    LEG_BYE = "legbye"


EXTRA_WORDS = {
    **dict.fromkeys(("wide", "wides", "wd", "w"), OldExtra.WIDE),
    **dict.fromkeys(("noball", "noballs", "nb"), OldExtra.NO_BALL),
    **dict.fromkeys(("bye", "byes", "b"), OldExtra.BYE),
    **dict.fromkeys(("legbye", "legbyes", "lb"), OldExtra.LEG_BYE),
}
FLAGS = {
    OldExtra.WIDE: ("isWide", "isWideBall"),
    OldExtra.NO_BALL: ("isNoBall", "isNoball"),
    OldExtra.BYE: ("isBye", "isByes"),
    OldExtra.LEG_BYE: ("isLegBye", "isLegbye"),
}
NUMBERS = ("sequenceNumber", "sequence", "ballIndex")
NUMBER_REMARK = "{} written as {}"
NO_EXTRA_WORDS = frozenset({"", "none", "null", "normal"})

WICKET_WORDS = {word(kind): kind for kind in WicketType} | {
    "caughtandbowled": WicketType.CAUGHT,
    "caughtbowled": WicketType.CAUGHT,
    "catch": WicketType.CAUGHT,
    "legbeforewicket": WicketType.LBW,
    "stumping": WicketType.STUMPED,
    "handledtheball": WicketType.HANDLED_BALL,
    "hittheballtwice": WicketType.HIT_BALL_TWICE,
    "obstructingthefield": WicketType.OBSTRUCTING_FIELD,
    "retired": WicketType.RETIRED_HURT,
    "retirednotout": WicketType.RETIRED_NOT_OUT,
}

STRIKER = ("strikerId", "batsmanId", "batterId", "striker")
NON_STRIKER = ("nonStrikerId", "nonStriker")
BOWLER = ("bowlerId", "bowler")
DISMISSED = (
    "dismissedPlayerId",
    "dismissedBatsmanId",
    "batsmanOutId",
    "outPlayerId",
    "playerOutId",
)
RECORDER = ("recordedBy", "scorerId", "createdBy")


class UnreadableBall(ValueError):
    """An entry that is no ball; the message says why."""


@dataclass(frozen=True, slots=True)
class OldBall:
    """A ball as it was written. `runs` are off the bat; `extra_runs` None where nothing is said.

    Whether `extra_runs` holds the penalty of a wide or no-ball differs between writers.
    `wicket_type` is None where no wicket fell, and where its kind is not said (`is_wicket`).
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
    remarks: tuple[str, ...] = ()

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
    remarks: list[str] = []
    extra, own_runs = read_kind(entry)
    wicket_type, is_wicket = read_wicket(entry, remarks)
    bowler = id_of(first_of(entry, BOWLER))
    if bowler is None and over is not None:
        bowler = id_of(first_of(over, BOWLER))
    return OldBall(
        key=id_of(first_of(entry, ("id", "ballId"))),
        innings=whole(first_of(entry, ("inningsNumber", "innings"))),
        striker_id=id_of(first_of(entry, STRIKER)),
        non_striker_id=id_of(first_of(entry, NON_STRIKER)),
        bowler_id=bowler,
        runs=read_runs(entry, "runs", remarks) or 0,
        extra=extra,
        extra_runs=read_runs(entry, "extraRuns", remarks) if own_runs is None else own_runs,
        is_wicket=is_wicket,
        wicket_type=wicket_type,
        dismissed_id=id_of(first_of(entry, DISMISSED)),
        fielder_ids=ids_of(first_of(entry, ("fielderIds", "fielderId"))),
        coordinates=read_coordinates(entry.get("coordinates")),
        at=moment(entry.get("timestamp")),
        recorded_by=id_of(first_of(entry, RECORDER)),
        over_number=None if over is None else whole(first_of(over, ("overNumber", "number"))),
        sequence=whole(first_of(entry, NUMBERS)),
        remarks=tuple(remarks),
    )


def read_runs(entry: JsonMap, name: str, remarks: list[str]) -> int | None:
    """Return runs that may be missing; raises UnreadableBall for what is no number of runs."""
    value = entry.get(name)
    if value is None or value == "":
        if name == "runs" and "extraRuns" not in entry and "isWicket" not in entry:
            raise UnreadableBall("says nothing of runs, extras or a wicket")
        return None
    runs = whole(value)
    if runs is None or runs > MAX_RUNS:
        raise UnreadableBall(f"{name} is {str(value)[:40]!r}, which is no number of runs")
    if not isinstance(value, int):
        remarks.append(NUMBER_REMARK.format(name, type(value).__name__))
    return runs


def read_kind(entry: JsonMap) -> tuple[OldExtra | None, int | None]:
    """Return the kind of extras: by its word, a flag, or a map of kinds with its runs (else None).

    Raises UnreadableBall where several are said.
    """
    named = read_extra(entry.get("extraType"))
    flags = {kind for kind, names in FLAGS.items() if flag(first_of(entry, names))}
    node = entry.get("extras")
    given = node.items() if isinstance(node, Mapping) else ()
    runs = {
        EXTRA_WORDS[word(name)]: whole(value)
        for name, value in given
        if word(name) in EXTRA_WORDS and whole(value)
    }
    kinds = {*flags, *runs} | ({named} if named else set())
    if len(kinds) > 1:
        raise UnreadableBall(f"says several kinds of extras: {', '.join(sorted(kinds))}")
    kind = next(iter(kinds), None)
    return kind, runs.get(kind) if kind is not None and "extraRuns" not in entry else None


def read_extra(value: Any) -> OldExtra | None:
    """Return the kind of extras; raises UnreadableBall for a word that nobody knows."""
    name = word(value)
    if name in NO_EXTRA_WORDS:
        return None
    if name not in EXTRA_WORDS:
        raise UnreadableBall(f"extraType is {str(value)[:40]!r}, which is no kind of extra")
    return EXTRA_WORDS[name]


def read_wicket(entry: JsonMap, remarks: list[str]) -> tuple[WicketType | None, bool]:
    """Return (kind, whether a wicket fell); a kind without the flag is a wicket with a remark."""
    named, is_wicket = text(entry.get("wicketType")), flag(entry.get("isWicket"))
    if word(named) in NO_EXTRA_WORDS:
        return None, is_wicket
    kind = WICKET_WORDS.get(word(named))
    if kind is None:
        remarks.append(f"wicketType was {str(named)[:40]!r}, which is no kind of wicket")
        return None, is_wicket
    if not is_wicket:
        if "isWicket" in entry:
            remarks.append(f"wicketType was {named!r} with isWicket {entry['isWicket']!r}")
            return None, False
        remarks.append(f"wicketType was {named!r} without isWicket")
    return kind, True


def read_coordinates(value: Any) -> tuple[float, float] | None:
    """Return the point of the wagon wheel; None where it is no point."""
    if not isinstance(value, Mapping):
        return None
    try:
        return float(value["x"]), float(value["y"])
    except (KeyError, TypeError, ValueError):
        return None
