"""Chooses the history of an innings that counts, the fullest, and lists disagreements.

Every entry of every history has a fate, so that a report can account for each.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from migrate.old.ball import OldBall
from migrate.old.histories import Entry, History, OldHistories
from migrate.old.totals import Stated


class Fate(StrEnum):
    """What becomes of an entry of an old history."""

    MIGRATED = "migrated"
    DUPLICATE = "duplicate"
    UNREADABLE = "unreadable"
    IN_ANOTHER_COPY = "in another copy"
    ONLY_IN_ANOTHER_COPY = "only in another copy"
    OF_NO_INNINGS = "of no known innings"
    NOT_MIGRATED = "not migrated"
    NOT_READ = "not read"


@dataclass(frozen=True, slots=True)
class Duplicate:
    """An entry that repeats an earlier one; `differs` where it says something else.

    `is_certain`: both say the same to a time that tells balls apart. Ids may begin anew with each
    over, and times may be those of an over, a minute or a whole innings.
    """

    entry: Entry
    first: Entry
    differs: bool
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class InningsHistory:
    """One innings as its fullest history has it; the rest of what was found beside it."""

    number: int
    copy: History
    entries: tuple[Entry, ...]
    duplicates: tuple[Duplicate, ...]
    unreadable: tuple[Entry, ...]
    others: tuple[History, ...]
    stated: tuple[Stated, ...]

    @property
    def balls(self) -> tuple[OldBall, ...]:
        """Its balls without repetitions."""
        return tuple(each.ball for each in self.entries if each.ball is not None)

    @property
    def balls_with_duplicates(self) -> tuple[OldBall, ...]:
        """Its balls as they were written down, repetitions and all."""
        return self.copy.balls

    @property
    def totals(self) -> Stated | None:
        """The totals to be met: those of the place that says most."""
        return max(self.stated, key=lambda each: each.weight, default=None)


def choose_histories(found: OldHistories) -> list[InningsHistory]:
    """Return each innings (1-based, in order) of which there is any history."""
    numbers = sorted({copy.innings for copy in found.copies if copy.innings})
    return [choose_history(number, found) for number in numbers]


def choose_history(number: int, found: OldHistories) -> InningsHistory:
    """Return one innings; of equally full histories the first found counts."""
    copies = [copy for copy in found.copies if copy.innings == number]
    best = max(copies, key=lambda copy: copy.fullness)
    entries, duplicates = without_duplicates(best.entries)
    return InningsHistory(
        number,
        best,
        tuple(entries),
        tuple(duplicates),
        tuple(each for each in best.entries if each.ball is None),
        tuple(copy for copy in copies if copy is not best),
        tuple(each for each in found.stated if each.innings == number),
    )


def without_duplicates(entries: Iterable[Entry]) -> tuple[list[Entry], list[Duplicate]]:
    """Return the balls that are no repetition, and those that are.

    A ball repeats another if both have one id, or are the same to the very time. Balls that look
    alike and have neither id nor time may well be two dots.
    """
    entries = list(entries)
    kept: list[Entry] = []
    repeated: list[Duplicate] = []
    balls = [each.ball for each in entries if each.ball is not None]
    is_shared, is_fine = is_time_shared(balls), any(is_finer_than_minutes(ball) for ball in balls)
    by_mark: dict[object, Entry] = {}
    for entry in entries:
        if entry.ball is None:
            continue
        marks = list(marks_of(entry.ball))
        first = next((by_mark[mark] for mark in marks if mark in by_mark), None)
        if first is None:
            kept.append(entry)
            by_mark.update(dict.fromkeys(marks, entry))
        else:
            differs = first.ball is not None and first.ball.told != entry.ball.told
            same_time = first.ball is not None and first.ball.at == entry.ball.at is not None
            is_single = not is_shared and (is_fine or entry.ball.key is not None)
            is_certain = same_time and not differs and is_single
            repeated.append(Duplicate(entry, first, differs, is_certain))
    return kept, repeated


def is_time_shared(balls: Iterable[OldBall]) -> bool:
    """Return whether balls that differ have one time: that of an over, or of a match that was
    written down at once. Then balls that are alike may be several dots."""
    said = {(ball.at, ball.key, ball.told, ball.bowler_id) for ball in balls if ball.at is not None}
    return len({at for at, *_ in said}) < len(said)


def is_finer_than_minutes(ball: OldBall) -> bool:
    """Return whether the time of a ball is no whole minute, which several balls may share."""
    return ball.at is not None and bool(ball.at.second or ball.at.microsecond)


def marks_of(ball: OldBall) -> Iterator[object]:
    """Yield what no two balls share."""
    if ball.key is not None:
        yield ("id", ball.key)
    elif ball.at is not None:
        yield ("at", ball.at, ball.told, ball.bowler_id)


def fates_of(entries: Sequence[Entry], one: InningsHistory) -> Iterator[tuple[Entry, Fate]]:
    """Yield the fate of every entry of a history that was not chosen, in order."""
    balls = [entry for entry in entries if entry.ball is not None]
    place = 0
    for entry in entries:
        if entry.ball is None:
            yield entry, Fate.UNREADABLE
            continue
        full = one.balls_with_duplicates if len(balls) == len(one.copy.balls) else one.balls
        there = place < len(full) and agree(entry.ball, full[place])
        yield entry, Fate.IN_ANOTHER_COPY if there else Fate.ONLY_IN_ANOTHER_COPY
        place += 1


def out_of_order(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield a line for times and for numbers of balls that do not go up with their places."""
    figures: dict[str, Callable[[OldBall], Any]] = {
        "time": lambda ball: ball.at,
        "number": lambda ball: ball.sequence,
        "over": lambda ball: ball.over_number,
        "over and ball": lambda ball: ball.place,
    }
    for what, figure in figures.items():
        last, behind = None, list[Entry]()
        for entry in entries:
            value = figure(entry.ball) if entry.ball is not None else None
            if value is None:
                continue
            if last is not None and value < last:
                behind.append(entry)
            last = value if last is None else max(last, value)
        if behind:
            count = f" ({len(behind)} do); the places count" if len(behind) > 1 else ""
            yield f"{behind[0].name} lies behind a later ball by its {what}{count}"


def left_out(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield a line for numbers of balls that no entry has, between the first and the last."""
    numbers = {each.ball.sequence for each in entries if each.ball is not None}
    found = sorted(number for number in numbers if number is not None)
    if None in numbers or not found:
        return
    missing = [number for number in range(found[0], found[-1]) if number not in numbers]
    if missing:
        yield (
            f"innings of {entries[0].where}: no entry is numbered {missing[0]}"
            f" ({len(missing)} are missing)"
        )


def odd_overs(entries: Sequence[Entry], length: int) -> Iterator[str]:
    """Yield a line for each over that has not its legal balls; the last may have fewer."""
    legal: dict[int, int] = {}
    for each in entries:
        if each.ball is not None and each.ball.over_number is not None:
            number = each.ball.over_number
            legal[number] = legal.get(number, 0) + each.ball.is_legal
    last = next(reversed(legal), None)
    for number in legal:
        if legal[number] > length or (number != last and legal[number] < length):
            yield (
                f"{entries[0].where}: over {number} has {legal[number]} legal balls;"
                f" overs are counted by {length}, across it"
            )


def agree(one: OldBall, other: OldBall) -> bool:
    """Return whether two copies of a ball say the same, as far as both say it."""
    pairs = zip(one.told, other.told, strict=True)
    return all(a == b or a is None or b is None for a, b in pairs)


def disagreements(one: InningsHistory) -> Iterator[str]:
    """Yield a line for each history and each total that says otherwise than the one that counts."""
    for copy in one.others:
        fates = list(fates_of(copy.entries, one))
        apart = [entry for entry, fate in fates if fate is not Fate.IN_ANOTHER_COPY]
        if apart or len(copy.balls) != len(one.balls):
            first = f"; first apart at {apart[0].name}" if apart else ""
            yield (
                f"innings {one.number}: {copy.where} has {len(copy.balls)} balls,"
                f" {one.copy.where} has {len(one.copy.balls)} and counts{first}"
            )
    best = one.totals
    for stated in one.stated:
        if best is not None and totals_differ(stated, best):
            yield (
                f"innings {one.number}: {stated.where} states {format_totals(stated)}, {best.where}"
                f" {format_totals(best)}"
            )


def totals_differ(one: Stated, other: Stated) -> bool:
    """Return whether two places state different totals, as far as both state them."""
    pairs = ((one.runs, other.runs), (one.wickets, other.wickets), (one.overs, other.overs))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def format_totals(stated: Stated) -> str:
    """Return totals as scorers say them: `154/6 in 20.0`."""
    runs = "?" if stated.runs is None else stated.runs
    wickets = "?" if stated.wickets is None else stated.wickets
    overs = f" in {stated.overs[0]}.{stated.overs[1]}" if stated.overs else ""
    return f"{runs}/{wickets}{overs}"
