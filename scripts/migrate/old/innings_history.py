"""Chooses the fullest history of an innings, and lists where the others disagree with it.

Every entry of every history gets a fate, so that a report can account for all of them.
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
    """An entry that repeats an earlier one; `differs` if some of its content is different.

    `is_certain`: both have the same content and a time that tells balls apart. Ids may begin anew
    with each over, and times may be those of an over, a minute or a whole innings.
    """

    entry: Entry
    first: Entry
    differs: bool
    is_certain: bool = True


@dataclass(frozen=True, slots=True)
class InningsHistory:
    """One innings: its fullest history (`copy`), and everything else that was found about it."""

    number: int
    copy: History
    entries: tuple[Entry, ...]
    duplicates: tuple[Duplicate, ...]
    unreadable: tuple[Entry, ...]
    others: tuple[History, ...]
    stated: tuple[Stated, ...]

    @property
    def balls(self) -> tuple[OldBall, ...]:
        """The balls without duplicates."""
        return tuple(each.ball for each in self.entries if each.ball is not None)

    @property
    def balls_with_duplicates(self) -> tuple[OldBall, ...]:
        """The balls as they were written, duplicates included."""
        return self.copy.balls

    @property
    def totals(self) -> Stated | None:
        """The totals to be met: those of the place that states most. None if none are stated."""
        return max(self.stated, key=lambda each: each.weight, default=None)


def choose_histories(found: OldHistories) -> list[InningsHistory]:
    """Return each innings that has any history, in order of its number (1-based)."""
    numbers = sorted({copy.innings for copy in found.copies if copy.innings})
    return [choose_history(number, found) for number in numbers]


def choose_history(number: int, found: OldHistories) -> InningsHistory:
    """Return one innings. Among equally full histories the first one counts."""
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
    """Return (balls that repeat no other, balls that do).

    A ball repeats another if both have the same id, or the same content and time. Equal balls
    without id and time are kept: they may well be two dot balls.
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
        marks = list(ball_marks(entry.ball))
        first = next((by_mark[mark] for mark in marks if mark in by_mark), None)
        if first is None:
            kept.append(entry)
            by_mark.update(dict.fromkeys(marks, entry))
        else:
            differs = (
                first.ball is not None and first.ball.comparison_key != entry.ball.comparison_key
            )
            same_time = first.ball is not None and first.ball.at == entry.ball.at is not None
            is_single = not is_shared and (is_fine or entry.ball.key is not None)
            is_certain = same_time and not differs and is_single
            repeated.append(Duplicate(entry, first, differs, is_certain))
    return kept, repeated


def is_time_shared(balls: Iterable[OldBall]) -> bool:
    """Return True if different balls have the same time, such as that of an over or of a later
    record.

    Balls of equal content may then be several dot balls.
    """
    marks = {
        (ball.at, ball.key, ball.comparison_key, ball.bowler_id)
        for ball in balls
        if ball.at is not None
    }
    return len({at for at, *_ in marks}) < len(marks)


def is_finer_than_minutes(ball: OldBall) -> bool:
    """Return True if the time of a ball has seconds. Several balls may share a whole minute."""
    return ball.at is not None and bool(ball.at.second or ball.at.microsecond)


def ball_marks(ball: OldBall) -> Iterator[object]:
    """Yield the values that no two balls share."""
    if ball.key is not None:
        yield ("id", ball.key)
    elif ball.at is not None:
        yield ("at", ball.at, ball.comparison_key, ball.bowler_id)


def fates_of(entries: Sequence[Entry], one: InningsHistory) -> Iterator[tuple[Entry, Fate]]:
    """Yield the fate of every entry of a history that was not chosen, in order."""
    balls = [entry for entry in entries if entry.ball is not None]
    place = 0
    for entry in entries:
        if entry.ball is None:
            yield entry, Fate.UNREADABLE
            continue
        full = one.balls_with_duplicates if len(balls) == len(one.copy.balls) else one.balls
        there = place < len(full) and balls_agree(entry.ball, full[place])
        yield entry, Fate.IN_ANOTHER_COPY if there else Fate.ONLY_IN_ANOTHER_COPY
        place += 1


def out_of_order(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield a line for each kind of time or number that does not increase with the position of
    the balls."""
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


def missing_numbers(entries: Sequence[Entry]) -> Iterator[str]:
    """Yield a line if the balls' own numbers have gaps between the first and the last."""
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


def odd_over_lines(entries: Sequence[Entry], length: int) -> Iterator[str]:
    """Yield a line for each over without its `length` legal balls; the last over may have fewer."""
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


def balls_agree(one: OldBall, other: OldBall) -> bool:
    """Return True if two copies of a ball agree in every field that both have."""
    pairs = zip(one.comparison_key, other.comparison_key, strict=True)
    return all(a == b or a is None or b is None for a, b in pairs)


def disagreements(one: InningsHistory) -> Iterator[str]:
    """Yield a line for each history and each total that differs from the one that counts."""
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
    """Return True if two places state different totals, in the figures that both state."""
    pairs = ((one.runs, other.runs), (one.wickets, other.wickets), (one.overs, other.overs))
    return any(a is not None and b is not None and a != b for a, b in pairs)


def format_totals(stated: Stated) -> str:
    """Return totals as scorers write them: `154/6 in 20.0`."""
    runs = "?" if stated.runs is None else stated.runs
    wickets = "?" if stated.wickets is None else stated.wickets
    overs = f" in {stated.overs[0]}.{stated.overs[1]}" if stated.overs else ""
    return f"{runs}/{wickets}{overs}"
