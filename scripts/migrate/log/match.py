"""Converts a whole old match to a log, and accounts for every entry of its histories.

Pure: the match document, the histories and the totals come in; actions and a report go out.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from migrate.log.between_innings import (
    count_only_elsewhere,
    missing_innings,
    mixed_sides,
    repeated_balls,
)
from migrate.log.choose_reading import ChosenReading, choose_reading, make_same_log
from migrate.log.compare import Difference
from migrate.log.innings import InningsFacts
from migrate.log.match_end import ending_of, ending_remarks
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
    missing_numbers,
    odd_over_lines,
    out_of_order,
)
from migrate.old.match_fields import normalisation_remarks
from migrate.old.values import is_listed
from scrbrd.domain.actions import read_action
from scrbrd.domain.fold import fold
from scrbrd.domain.json_types import JsonMap
from scrbrd.domain.problems import Problem, ProblemCode, Severity
from scrbrd.domain.state import MatchState
from scrbrd.domain.vocabulary import ActionType

UNKNOWN_INNINGS = "is of no known innings"
FROM_ZERO = "numbers innings from 0; the first is 1"
PEOPLE_FIELDS = ("strikerId", "nonStrikerId", "bowlerId")


@dataclass(frozen=True, slots=True)
class Converted:
    """The log of a match, and a report about its conversion.

    `refusals`: why it should not be written; empty if it may. `blocked`: those refusals that
    `--accept-mismatch` does not lift, because something was not read. `fates` counts every entry of
    every history. `undecided`: names of entries that are neither in the log nor in a copy that is.
    `counts`: how often something was inferred.
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
        """The number of entries in all histories that were found."""
        return self.fates.total()


def convert(old: OldMatch) -> Converted:
    """Return the log of a match, and the report about its conversion."""
    state = MatchState(old.inputs.setup)
    innings, chosen_readings = choose_histories(old.found), list[ChosenReading]()
    for one in innings:
        chosen_readings.append(choose_reading(one, innings_facts(old, one), state))
        state = chosen_readings[-1].attempt.after
    documents = [each for chosen in chosen_readings for each in chosen.attempt.built.documents]
    ending = ending_of(old, state, documents)
    if ending is not None:
        documents.append(ending)
        state = fold(state, [read_action(ending)])
    blocked = tuple(unread_lines(old, innings, documents))
    return Converted(
        old.match_id,
        tuple(documents),
        state,
        tuple(reading_remarks(innings, chosen_readings)),
        tuple(each for chosen in chosen_readings for each in chosen.attempt.differences),
        (*blocked, *refusals(old, innings, chosen_readings)),
        tuple(remarks(old, innings, chosen_readings, state, documents)),
        tuple(state.problems),
        count_fates(old, innings, chosen_readings),
        sum((chosen.attempt.built.counts for chosen in chosen_readings), Counter[str]()),
        tuple(undecided_names(old, innings)),
        blocked,
    )


def reading_remarks(
    innings: Sequence[InningsHistory], chosen_readings: Sequence[ChosenReading]
) -> Iterator[str]:
    """Yield a line with the reading that was kept, for each innings where the readings differ."""
    for one, chosen in zip(innings, chosen_readings, strict=True):
        if any(not make_same_log(each, chosen.attempt) for each in chosen.tried):
            guess = "" if chosen.is_sure else " (a guess: another fits as well)"
            yield f"innings {one.number}: {chosen.attempt.built.reading}{guess}"


def innings_facts(old: OldMatch, one: InningsHistory) -> InningsFacts:
    """Return what is known of an innings besides its balls."""
    batting = batting_side(old, one)
    setup = old.inputs.setup
    bowling = setup.away_team_id if batting == setup.home_team_id else setup.home_team_id
    cards = [each for each in one.stated if each.batters]
    totals = one.totals
    return InningsFacts(
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


def unread_lines(
    old: OldMatch, innings: Sequence[InningsHistory], documents: Sequence[JsonMap]
) -> Iterator[str]:
    """Yield a line for each container that may be a history and is not read."""
    for each in relevant_unread(old, innings):
        if not is_listed(each.where, old.set_aside):
            yield f"{each.where} {each.why}"
    for copy in stray_histories(old, innings):
        if not all(is_listed(each.name, old.set_aside) for each in copy.entries):
            yield f"{copy.where} {UNKNOWN_INNINGS if copy.innings is None else FROM_ZERO}"
    for name in unread_people_names(innings):
        if not is_listed(name, old.set_aside):
            yield f"{name} may say who faced or bowled, and is not read"
    yield from mixed_sides(innings)
    entries = sum(len(copy.entries) for copy in old.found.copies)
    if entries and not any(each["type"] == ActionType.DELIVERY for each in documents):
        yield f"{entries} entries, and no ball among them can be read"


def stray_histories(old: OldMatch, innings: Sequence[InningsHistory]) -> Iterator[History]:
    """Yield the histories without an innings number, except copies of an innings that is known."""
    for copy in old.found.copies:
        if not copy.innings and not any(is_copy_of(copy, one) for one in innings):
            yield copy


def is_copy_of(copy: History, one: InningsHistory) -> bool:
    """Return True if every entry of a history is in the innings."""
    return all(fate is Fate.IN_ANOTHER_COPY for _, fate in fates_of(copy.entries, one))


def unread_people_names(innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield the names of unread fields that may say who faced or bowled, each with its history."""
    for one in innings:
        fields = {name: None for ball in one.balls for name in ball.unread_people}
        yield from (f"{one.copy.where} {name}" for name in fields)


def relevant_unread(old: OldMatch, innings: Sequence[InningsHistory]) -> Iterator[Unread]:
    """Yield the unread containers, except summaries of overs whose balls are found elsewhere."""
    numbers = {one.number for one in innings}
    for each in old.found.unread:
        if not each.is_summary or each.innings not in numbers:
            yield each


def undecided_names(old: OldMatch, innings: Sequence[InningsHistory]) -> Iterator[str]:
    """Yield the names of entries that are neither in the log nor in a copy that is."""
    for one in innings:
        yield from (each.name for each in one.unreadable)
        for copy in one.others:
            fates = fates_of(copy.entries, one)
            yield from (each.name for each, fate in fates if fate is not Fate.IN_ANOTHER_COPY)
    for copy in stray_histories(old, innings):
        yield from (each.name for each in copy.entries)
    yield from unread_people_names(innings)
    yield from (each.where for each in relevant_unread(old, innings))


def refusals(
    old: OldMatch, innings: Sequence[InningsHistory], chosen_readings: Sequence[ChosenReading]
) -> list[str]:
    """Return the reasons why the match should not be migrated as it is."""
    reasons: list[str] = []
    for one, chosen in zip(innings, chosen_readings, strict=True):
        wrong = why_refused(one, chosen)
        if wrong:
            reasons.append(f"innings {one.number}: no reading meets the totals: {wrong}")
    reasons += repeated_balls(innings)
    if old.inputs.setup.toss_winner_id is None:
        reasons += unknown_sides(old, innings)
    reasons += unread_total_lines(old, innings, are_needed=True)
    numbers = {one.number for one in innings}
    innings_with_totals = {each.innings for each in old.found.stated if each.runs or each.wickets}
    reasons += (
        line for number, line in missing_innings(innings) if number not in innings_with_totals
    )
    for number in sorted({each.innings for each in old.found.stated} - numbers):
        stated = max(
            (each for each in old.found.stated if each.innings == number), key=lambda s: s.weight
        )
        if stated.runs or stated.wickets:
            reasons.append(
                f"innings {number}: {format_totals(stated)} is stated, and no ball of it found"
            )
    return reasons


def unread_total_lines(
    old: OldMatch, innings: Sequence[InningsHistory], *, are_needed: bool
) -> Iterator[str]:
    """Yield a line for each total in a form that is not read.

    `are_needed`: those totals without which nothing states the runs of the innings; else the
    others.
    """
    innings_with_runs = {
        one.number for one in innings if one.totals is not None and one.totals.runs is not None
    }
    innings_with_runs |= {each.innings for each in old.found.stated if each.runs is not None}
    for number, line in old.found.unread_totals:
        if (number not in innings_with_runs) is are_needed:
            yield f"innings {number}: {line}" if are_needed else line


def why_refused(one: InningsHistory, chosen: ChosenReading) -> str:
    """Return why an innings should not be migrated as it is; empty if it may be."""
    totals = one.totals
    has_runs = totals is not None and totals.runs is not None
    is_whole = totals is not None and has_runs and totals.wickets is not None
    unkind = [note for note in chosen.attempt.built.notes if OF_NO_KIND in note]
    fields = sorted({name for ball in one.balls for name in ball.unread})
    if chosen.is_doubtful:
        return f"{len(one.duplicates)} balls repeat others; it fits with and without them"
    if not has_runs and unkind:
        return f"no totals are stated, and {len(unkind)} balls have extra runs of no kind"
    if chosen.is_met and not has_runs and one.unreadable:
        return f"no totals are stated, and {len(one.unreadable)} entries cannot be read"
    if chosen.is_met and not is_whole and (apart := count_only_elsewhere(one)):
        return f"no runs and wickets are stated, and {apart} entries are in other histories only"
    if chosen.is_met and not is_whole and fields:
        names = ", ".join(fields)
        return f"no runs and wickets are stated that confirm it without what is not read: {names}"
    if chosen.is_met:
        return ""
    if not has_runs:
        return "no totals are stated, and the ways to read extraRuns differ"
    return "; ".join(str(each) for each in chosen.attempt.differences if each.is_total)


def remarks(
    old: OldMatch,
    innings: Sequence[InningsHistory],
    chosen_readings: Sequence[ChosenReading],
    state: MatchState,
    documents: Sequence[JsonMap],
) -> list[str]:
    """Return the lines that people should read about a match, whether it is migrated or not."""
    lines = [
        *normalisation_remarks(old.document),
        *unread_total_lines(old, innings, are_needed=False),
    ]
    lines += [line for one in innings for line in disagreements(one)]
    for one in innings:
        if one.copy.lies_in:
            lies_in = f"lies in innings {one.copy.lies_in}"
            lines.append(f"{one.copy.where} {lies_in}; its balls name innings {one.number}")
        if one.copy.is_reversed:
            lines.append(f"{one.copy.where} lists the newest first; it is read from its end")
        lines += out_of_order(one.entries)
        lines += missing_numbers(one.entries)
        lines += odd_over_lines(one.entries, old.inputs.setup.conditions.balls_per_over)
        lines += [f"{each.name}: {each.fault}" for each in one.unreadable]
        lines += [
            f"{each.entry.name} repeats {each.first.name}{', and differs' if each.differs else ''}"
            for each in one.duplicates
        ]
    lines += [note for chosen in chosen_readings for note in chosen.attempt.built.notes]
    lines += [f"{copy.where}: of no known innings" for copy in stray_histories(old, innings)]
    lines += unknown_sides(old, innings)
    lines += unknown_player_lines(documents, old.known_ids)
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
    lines += ending_remarks(old, state)
    return lines


def unknown_player_lines(documents: Sequence[JsonMap], known: Collection[str]) -> list[str]:
    """Return a line for each player whom nothing else in the database knows."""
    if not known:
        return []
    balls: Counter[str] = Counter()
    for each in documents:
        named = {str(each[name]) for name in PEOPLE_FIELDS if each.get(name)}
        balls.update(name for name in named if name not in known)
    return [f"{name} is nobody we know (in {count} balls)" for name, count in sorted(balls.items())]


def count_fates(
    old: OldMatch, innings: Sequence[InningsHistory], chosen_readings: Sequence[ChosenReading]
) -> Counter[Fate]:
    """Return what becomes of every entry of every history if the match is migrated."""
    counted: Counter[Fate] = Counter()
    for one, chosen in zip(innings, chosen_readings, strict=True):
        repeated = len(one.duplicates)
        kept = chosen.attempt.built.reading.keeps_duplicates
        counted[Fate.MIGRATED] += len(one.balls) + (repeated if kept else 0)
        counted[Fate.DUPLICATE] += 0 if kept else repeated
        counted[Fate.UNREADABLE] += len(one.unreadable)
        for copy in one.others:
            counted.update(fate for _, fate in fates_of(copy.entries, one))
    counted[Fate.NOT_READ] += sum(each.entries for each in relevant_unread(old, innings))
    lost = [copy.where for copy in stray_histories(old, innings)]
    for copy in old.found.copies:
        if not copy.innings:
            fate = Fate.OF_NO_INNINGS if copy.where in lost else Fate.IN_ANOTHER_COPY
            counted[fate] += len(copy.entries)
    return +counted


def without_actions(converted: Converted) -> Converted:
    """Return the conversion with no action to write: every ball stays where it is."""
    left = Counter(converted.fates)
    left[Fate.NOT_MIGRATED] = left.pop(Fate.MIGRATED, 0)
    return replace(converted, documents=(), fates=+left)
