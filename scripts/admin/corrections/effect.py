"""Compares totals, players, partnerships and result before and after a change. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from admin.corrections.fit import misfits_of
from scrbrd.domain.effective import LogEntry
from scrbrd.domain.match import Inputs
from scrbrd.domain.problems import Problem
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.vocabulary import MatchFormat, PlayerId
from scrbrd.projections.live.documents import InningsProjection
from scrbrd.projections.live.live_score import match_status
from scrbrd.projections.live.parts import SpellSummary
from scrbrd.projections.live.scorecard import innings_projection
from scrbrd.projections.steps import fold_with_verdicts
from scrbrd.projections.wording import result_text

NOTHING = "-"
FITS = "fits"


@dataclass(frozen=True, slots=True)
class Row:
    """One compared item, with its text before and after.

    `always` means that it is shown even if unchanged.
    """

    what: str
    before: str
    after: str
    always: bool = False

    @property
    def is_shown(self) -> bool:
        """Return True if the row belongs in the preview."""
        return self.always or self.before != self.after


@dataclass
class LogTexts:
    """The texts that describe a log, by item name, in order."""

    texts: dict[str, str] = field(default_factory=dict)
    always: set[str] = field(default_factory=set)

    def add(self, what: str, text: str, *, always: bool = False) -> None:
        """Add a text; if the name is taken, a number is appended to it."""
        name, number = what, 2
        while name in self.texts:
            name, number = f"{what} ({number})", number + 1
        self.texts[name] = text
        if always:
            self.always.add(name)


def effect(inputs: Inputs, before: Collection[LogEntry], after: Collection[LogEntry]) -> list[Row]:
    """Return what differs after the change and the state of the match, problems last."""
    old, old_problems = describe_log(inputs, before)
    new, new_problems = describe_log(inputs, after)
    names = merge_names(list(old.texts), list(new.texts))
    rows = [
        Row(
            name,
            old.texts.get(name, NOTHING),
            new.texts.get(name, NOTHING),
            name in old.always | new.always,
        )
        for name in names
    ]
    fixed_problems = [
        Row("problem", problem_line(each), NOTHING) for each in old_problems - new_problems
    ]
    new_problem_rows = [
        Row("problem", NOTHING, problem_line(each)) for each in new_problems - old_problems
    ]
    rows += misfit_rows(inputs, before, after)
    return (
        [row for row in rows if row.is_shown]
        + sorted(fixed_problems, key=str)
        + sorted(new_problem_rows, key=str)
    )


def misfit_rows(
    inputs: Inputs, before: Iterable[LogEntry], after: Iterable[LogEntry]
) -> Iterator[Row]:
    """Yield rows for balls that begin or cease to fit the balls before them."""
    old, new = misfits_of(inputs, before), misfits_of(inputs, after)
    for action_id in dict.fromkeys((*old, *new)):
        yield Row(f"ball {action_id}", old.get(action_id, FITS), new.get(action_id, FITS))


def merge_names(old: list[str], new: list[str]) -> list[str]:
    """Return the names of both lists in one order.

    The old names keep their order; each new one comes after its neighbour.
    """
    names = list(old)
    for place, name in enumerate(new):
        if name not in old:
            before = new[place - 1] if place else None
            names.insert(names.index(before) + 1 if before in names else 0, name)
    return names


def problem_line(problem: Problem) -> str:
    """Return a problem as one line of text."""
    return f"{problem.action_id} {problem.code}: {problem.message}"


def describe_log(inputs: Inputs, entries: Iterable[LogEntry]) -> tuple[LogTexts, set[Problem]]:
    """Return the texts that describe a log, and its problems."""
    state, log = fold_with_verdicts(inputs.setup, entries)
    log_texts = LogTexts()
    for innings in state.innings:
        card = innings_projection(state, innings, inputs)
        for what, text, always in innings_texts(card, inputs):
            log_texts.add(f"innings {innings.number} {what}", text, always=always)
    if state.current is not None:
        log_texts.add("on strike", on_strike_text(state.current, inputs), always=True)
    log_texts.add("result", outcome_text(state, inputs), always=True)
    return log_texts, {*log.problems, *state.problems}


def innings_texts(card: InningsProjection, inputs: Inputs) -> Iterator[tuple[str, str, bool]]:
    """Yield (item, text, whether it is shown even if unchanged) for an innings."""
    is_in_balls = inputs.format is MatchFormat.HUNDRED
    length = f"{card.balls} balls" if is_in_balls else f"{card.overs} ov"
    target = f", target {card.target}" if card.target is not None else ""
    closed = f", {card.closed.replace('_', ' ')}" if card.closed else ""
    yield "total", f"{card.runs}/{card.wickets} ({length}{target}{closed})", True
    extras = card.extras
    parts = f"b {extras.byes}, lb {extras.leg_byes}, w {extras.wides}, nb {extras.no_balls}"
    yield "extras", f"{extras.total} ({parts}, p {extras.penalty})", False
    for each in card.batsmen:
        dismissal_text = each.dismissal.description if each.dismissal else "not out"
        figures = f"{each.runs} ({each.balls_faced} balls, {each.fours} x 4, {each.sixes} x 6)"
        yield f"batter {each.player_name}", f"{figures} {dismissal_text}", False
    for bowler in card.bowlers:
        numbers = (bowler.maidens, bowler.runs_conceded, bowler.wickets)
        figures = "-".join(
            [str(bowler.balls_bowled if is_in_balls else bowler.overs), *map(str, numbers)]
        )
        wides = f"{bowler.wides} wides, {bowler.no_balls} no-balls"
        dots = f"{bowler.dot_balls} dots"
        yield f"bowler {bowler.player_name}", f"{figures} ({wides}, {dots})", False
        for number, spell in enumerate(bowler.spells, start=1):
            yield f"spell {number} of {bowler.player_name}", spell_text(spell), False
    for stand in card.partnerships:
        pair = [stand.batsman_a_id, stand.batsman_b_id]
        names = [inputs.player_name(PlayerId(each)) for each in pair if each]
        what = f"wicket {stand.wicket_number} {' and '.join(names)}"
        yield what, f"{stand.runs} ({stand.balls} balls)", False
        for name, runs in zip(names, (stand.runs_a, stand.runs_b), strict=False):
            yield f"share of {name} in wicket {stand.wicket_number}", str(runs), False
    for fall in card.fall_of_wickets:
        text = f"{fall.score} ({fall.batsman_out_name}, {fall.over})"
        yield f"fall of wicket {fall.wicket_number}", text, False


def spell_text(spell: SpellSummary) -> str:
    """Return a spell as text: its overs (counted from 1), runs and wickets."""
    overs = f"overs {spell.start_over + 1} to {spell.end_over + 1}"
    return f"{overs}, {spell.wickets} for {spell.runs}"


def on_strike_text(innings: Innings, inputs: Inputs) -> str:
    """Return the striker, the non-striker and the bowler as text."""
    ids = (innings.striker_id, innings.non_striker_id, innings.bowler_id)
    striker, other, bowler = (inputs.player_name(each) if each else NOTHING for each in ids)
    return f"{striker}, with {other}; bowler {bowler}"


def outcome_text(state: MatchState, inputs: Inputs) -> str:
    """Return the result, or the status of the match."""
    if state.result is not None:
        return result_text(state.result, inputs)
    return match_status(state).replace("_", " ")
