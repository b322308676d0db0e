"""Converts a whole old match to a log, and accounts for every entry.

Pure: the match document, the histories and the totals come in; actions and a report go out.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from migrate.log.between_innings import of_two_sides, only_elsewhere, repeated, without_earlier
from migrate.log.choose_reading import ChosenReading, choose_reading, same
from migrate.log.compare import Difference
from migrate.log.ending import ending_of, ending_told
from migrate.log.innings import Facts
from migrate.log.old_match import OldMatch
from migrate.log.runs_reading import OF_NO_KIND
from migrate.log.sides import batting_side, unknown_sides
from migrate.old.containers import Unread
from migrate.old.histories import History
from migrate.old.innings_history import (
    Fate,
    InningsHistory,
    choose_histories,
    disagreements,
    fates_of,
    format_totals,
    left_out,
    odd_overs,
    out_of_order,
)
from migrate.old.match_fields import mending_told
from migrate.old.values import is_listed
from scrbrd.domain.actions import read_action
from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.problems import Problem, ProblemCode, Severity
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionType

OF_NO_INNINGS = "is of no known innings"
FROM_ZERO = "numbers innings from 0; the first is 1"
PEOPLE_FIELDS = ("strikerId", "nonStrikerId", "bowlerId")


@dataclass(frozen=True, slots=True)
class Converted:
    """The log of a match. `refusals` say why it should not be written; empty where it may.

    `blocked` are those that no `--accept-mismatch` lifts: something was not read. `fates` accounts
    for every entry of every history; `undecided` names those that are not in the log, nor in
    another copy; `counts` is for what had to be inferred.
    """

    match_id: str
    documents: tuple[dict[str, Any], ...]
    state: MatchState
    readings: tuple[str, ...]
    differences: tuple[Difference, ...]
    refusals: tuple[str, ...]
    remarks: tuple[str, ...]
    problems: tuple[Problem, ...]
    fates: Counter[Fate]
    counts: Counter[str]
    undecided: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()

    @property
    def entries(self) -> int:
        """Entries of all histories that were found."""
        return self.fates.total()


def convert(old: OldMatch) -> Converted:
    """Make the log of a match."""
    state = MatchState(old.inputs.setup)
    innings, settled = choose_histories(old.found), list[ChosenReading]()
    for one in innings:
        settled.append(choose_reading(one, facts_of(old, one), state))
        state = settled[-1].attempt.after
    documents = [each for done in settled for each in done.attempt.built.documents]
    ending = ending_of(old, state, documents)
    if ending is not None:
        documents.append(ending)
        state = fold(state, [read_action(ending)])
    blocked = tuple(unread(old, innings, documents))
    return Converted(
        old.match_id,
        tuple(documents),
        state,
        tuple(reading_remarks(innings, settled)),
        tuple(each for done in settled for each in done.attempt.differences),
        (*blocked, *refusals(old, innings, settled)),
        tuple(remarks(old, innings, settled, state, documents)),
        tuple(state.problems),
        fates(old, innings, settled),
        sum((done.attempt.built.counts for done in settled), Counter[str]()),
        tuple(undecided(old, innings)),
        blocked,
    )


def reading_remarks(
    innings: Sequence[InningsHistory], settled: Sequence[ChosenReading]
) -> Iterator[str]:
    """Yield which reading was kept, where it makes a difference."""
    for one, done in zip(innings, settled, strict=True):
        if any(not same(each, done.attempt) for each in done.tried):
            guess = "" if done.is_sure else " (a guess: another fits as well)"
            yield f"innings {one.number}: {done.attempt.built.reading}{guess}"


def facts_of(old: OldMatch, one: InningsHistory) -> Facts:
    """Return what is known of an innings beside its balls."""
    batting = batting_side(old, one)
    setup = old.inputs.setup
    bowling = setup.away_team_id if batting == setup.home_team_id else setup.home_team_id
    cards = [each for each in one.stated if each.batters]
    totals = one.totals
    return Facts(
        old.match_id,
        one.number,
        batting,
        bowling if batting is not None else None,
        is_super_over=any(each.is_super_over for each in one.stated),
        is_declared=any(each.is_declared for each in one.stated),
        target=totals.target if totals is not None else None,
        card=max(cards, key=lambda each: len(each.batters)).batters if cards else {},
        recorded_by=old.recorded_by,
        recorded_as=old.recorded_as,
    )


def unread(
    old: OldMatch, innings: Sequence[InningsHistory], documents: Sequence[JsonMap]
) -> Iterator[str]:
    """Yield a line for each container that may be a history and is not read."""
    for each in of_no_other_copy(old, innings):
        if not is_listed(each.where, old.set_aside):
            yield f"{each.where} {each.why}"
    for copy in strays(old, innings):
        if not all(is_listed(each.name, old.set_aside) for each in copy.entries):
            yield f"{copy.where} {OF_NO_INNINGS if copy.innings is None else FROM_ZERO}"
    for name in people_unread(innings):
        if not is_listed(name, old.set_aside):
            yield f"{name} may say who faced or bowled, and is not read"
    yield from of_two_sides(innings)
    entries = sum(len(copy.entries) for copy in old.found.copies)
    if entries and not any(each["type"] == ActionType.DELIVERY for each in documents):
        yield f"{entries} entries, and no ball among them can be read"


def strays(old: OldMatch, innings: Sequence[InningsHistory]) -> Iterator[History]:
    """Yield the histories of no known innings, but for copies of an innings that is known."""
    for copy in old.found.copies:
        if not copy.innings and not any(is_copy_of(copy, one) for one in innings):
            yield copy


def is_copy_of(copy: History, one: InningsHistory) -> bool:
    """Return whether every entry of a history is in the innings."""
    return all(fate is Fate.IN_ANOTHER_COPY for _, fate in fates_of(copy.entries, one))


def people_unread(innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield the names of the fields that may say who faced or bowled, each with its history."""
    for one in innings:
        fields = {name: None for ball in one.balls for name in ball.unread_people}
        yield from (f"{one.copy.where} {name}" for name in fields)


def of_no_other_copy(old: OldMatch, innings: Sequence[InningsHistory]) -> Iterator[Unread]:
    """Yield what is not read, but for summaries of overs whose balls lie elsewhere."""
    numbers = {one.number for one in innings}
    for each in old.found.unread:
        if not each.is_summary or each.innings not in numbers:
            yield each


def undecided(old: OldMatch, innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield the names of entries that are neither in the log nor in a copy that is."""
    for one in innings:
        yield from (each.name for each in one.unreadable)
        for copy in one.others:
            fates = fates_of(copy.entries, one)
            yield from (each.name for each, fate in fates if fate is not Fate.IN_ANOTHER_COPY)
    for copy in strays(old, innings):
        yield from (each.name for each in copy.entries)
    yield from people_unread(innings)
    yield from (each.where for each in of_no_other_copy(old, innings))


def refusals(
    old: OldMatch, innings: Sequence[InningsHistory], settled: Sequence[ChosenReading]
) -> list[str]:
    """Return why the match should not be migrated as it is."""
    said_why: list[str] = []
    for one, done in zip(innings, settled, strict=True):
        wrong = why_refused(one, done)
        if wrong:
            said_why.append(f"innings {one.number}: no reading meets the totals: {wrong}")
    said_why += repeated(innings)
    if old.inputs.setup.toss_winner_id is None:
        said_why += unknown_sides(old, innings)
    said_why += totals_not_read(old, innings, are_needed=True)
    numbers = {one.number for one in innings}
    told = {each.innings for each in old.found.stated if each.runs or each.wickets}
    said_why += (line for number, line in without_earlier(innings) if number not in told)
    for number in sorted({each.innings for each in old.found.stated} - numbers):
        stated = max(
            (each for each in old.found.stated if each.innings == number), key=lambda s: s.weight
        )
        if stated.runs or stated.wickets:
            said_why.append(
                f"innings {number}: {format_totals(stated)} is stated, and no ball of it found"
            )
    return said_why


def totals_not_read(
    old: OldMatch, innings: Sequence[InningsHistory], *, are_needed: bool
) -> Iterator[str]:
    """Yield a line for each total in a form that is not read; those without which nothing tells
    what the innings came to, or the others."""
    told = {one.number for one in innings if one.totals is not None and one.totals.runs is not None}
    told |= {each.innings for each in old.found.stated if each.runs is not None}
    for number, line in old.found.unread_totals:
        if (number not in told) is are_needed:
            yield f"innings {number}: {line}" if are_needed else line


def why_refused(one: InningsHistory, done: ChosenReading) -> str:
    """Return why an innings should not be migrated as it is; empty where it may."""
    totals = one.totals
    has_runs = totals is not None and totals.runs is not None
    is_whole = totals is not None and has_runs and totals.wickets is not None
    unkind = [note for note in done.attempt.built.notes if OF_NO_KIND in note]
    fields = sorted({name for ball in one.balls for name in ball.unread})
    if done.is_doubtful:
        return f"{len(one.duplicates)} balls repeat others; it fits with and without them"
    if not has_runs and unkind:
        return f"no totals are stated, and {len(unkind)} balls have extra runs of no kind"
    if done.is_met and not has_runs and one.unreadable:
        return f"no totals are stated, and {len(one.unreadable)} entries cannot be read"
    if done.is_met and not is_whole and (apart := only_elsewhere(one)):
        return f"no runs and wickets are stated, and {apart} entries are in other histories only"
    if done.is_met and not is_whole and fields:
        names = ", ".join(fields)
        return f"no runs and wickets are stated that confirm it without what is not read: {names}"
    if done.is_met:
        return ""
    if not has_runs:
        return "no totals are stated, and the ways to read extraRuns differ"
    return "; ".join(str(each) for each in done.attempt.differences if each.is_total)


def remarks(
    old: OldMatch,
    innings: Sequence[InningsHistory],
    settled: Sequence[ChosenReading],
    state: MatchState,
    documents: Sequence[JsonMap],
) -> list[str]:
    """Return what people should know of a match, whether it is migrated or not."""
    lines = [*mending_told(old.document), *totals_not_read(old, innings, are_needed=False)]
    lines += [line for one in innings for line in disagreements(one)]
    for one in innings:
        if one.copy.lies_in:
            lies_in = f"lies in innings {one.copy.lies_in}"
            lines.append(f"{one.copy.where} {lies_in}; its balls name innings {one.number}")
        if one.copy.is_reversed:
            lines.append(f"{one.copy.where} lists the newest first; it is read from its end")
        lines += out_of_order(one.entries)
        lines += left_out(one.entries)
        lines += odd_overs(one.entries, old.inputs.setup.conditions.balls_per_over)
        lines += [f"{each.name}: {each.fault}" for each in one.unreadable]
        lines += [
            f"{each.entry.name} repeats {each.first.name}{', and differs' if each.differs else ''}"
            for each in one.duplicates
        ]
    lines += [note for done in settled for note in done.attempt.built.notes]
    lines += [f"{copy.where}: of no known innings" for copy in strays(old, innings)]
    lines += unknown_sides(old, innings)
    lines += orphans(documents, old.known_ids)
    lines += [
        f"{each.action_id} is not counted: {each.message}"
        for each in state.problems
        if each.severity is Severity.ERROR
    ]
    lines += [
        f"{each.action_id}: {each.message}"
        for each in state.problems
        if each.code is ProblemCode.DISMISSAL_NOT_POSSIBLE and each.severity is not Severity.ERROR
    ]
    lines += ending_told(old, state)
    return lines


def orphans(documents: Sequence[JsonMap], known: Collection[str]) -> list[str]:
    """Return a line for each player whom nothing else in the database knows."""
    if not known:
        return []
    acts: Counter[str] = Counter()
    for each in documents:
        named = {str(each[name]) for name in PEOPLE_FIELDS if each.get(name)}
        acts.update(name for name in named if name not in known)
    return [f"{name} is nobody we know (in {count} balls)" for name, count in sorted(acts.items())]


def fates(
    old: OldMatch, innings: Sequence[InningsHistory], settled: Sequence[ChosenReading]
) -> Counter[Fate]:
    """Return what becomes of every entry of every history, if the match is migrated."""
    counted: Counter[Fate] = Counter()
    for one, done in zip(innings, settled, strict=True):
        repeated = len(one.duplicates)
        kept = done.attempt.built.reading.keeps_duplicates
        counted[Fate.MIGRATED] += len(one.balls) + (repeated if kept else 0)
        counted[Fate.DUPLICATE] += 0 if kept else repeated
        counted[Fate.UNREADABLE] += len(one.unreadable)
        for copy in one.others:
            counted.update(fate for _, fate in fates_of(copy.entries, one))
    counted[Fate.NOT_READ] += sum(each.entries for each in of_no_other_copy(old, innings))
    lost = [copy.where for copy in strays(old, innings)]
    for copy in old.found.copies:
        if not copy.innings:
            fate = Fate.OF_NO_INNINGS if copy.where in lost else Fate.IN_ANOTHER_COPY
            counted[fate] += len(copy.entries)
    return +counted


def not_migrated(converted: Converted) -> Converted:
    """Return the same match, left where it is: no ball of it is migrated."""
    left = Counter(converted.fates)
    left[Fate.NOT_MIGRATED] = left.pop(Fate.MIGRATED, 0)
    return replace(converted, documents=(), fates=+left)
