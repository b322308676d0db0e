"""Folds one log under two editions or sets of conditions, and finds what differs. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from pydantic.alias_generators import to_camel

from admin.matchlog import MatchLog
from scrbrd.domain.actions import Action
from scrbrd.domain.effective import effective_log
from scrbrd.domain.errors import BadInput
from scrbrd.domain.formats import PlayingConditions
from scrbrd.domain.match import Inputs
from scrbrd.domain.playing_conditions import NAMED
from scrbrd.domain.state import Innings, MatchState
from scrbrd.domain.verdicts.case import MatchDetails, details_of
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.vocabulary import ActionId, LawsEdition
from scrbrd.projections.steps import Step, play
from scrbrd.projections.wording import result_text

OWN = "own"
"""What the match is played under: its format, its own conditions, the Laws of its date."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Conditions by the name they were asked for."""

    name: str
    conditions: PlayingConditions


@dataclass(frozen=True, slots=True)
class Effect:
    """What one action brought about. Runs, wickets and balls are what it added, in all innings.

    The rest stands after it: who faces, whether a free hit is next, target and end of the innings.
    """

    counted: bool
    runs: int
    wickets: int
    legal_balls: int
    ends_over: bool
    faces_next: str | None
    free_hit: bool
    target: int | None
    closed: str | None
    result: str | None
    problems: tuple[str, ...]
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """An action that brought about another thing under each: the fields that differ, both ways."""

    action_id: ActionId
    ball: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Side:
    """A log as it is folded under one set of rules."""

    rules: Rules
    state: MatchState
    inputs: Inputs
    details: MatchDetails
    totals: tuple[int, int, int, int] = field(default=(0, 0, 0, 0))

    def effect(self, action: Action) -> Effect:
        """Apply an action and return what it brought about."""
        verdicts = judge(self.state, action, self.rules.conditions, self.details)
        (step,) = play(self.state, (action,))
        before, self.totals = self.totals, totals_of(self.state.innings)
        added = [after - was for after, was in zip(self.totals, before, strict=True)]
        codes = tuple(each.code for each in verdicts)
        return effect_of(step, added, codes, self.result())

    def result(self) -> str | None:
        """Return the result in words; None while there is none."""
        result = self.state.result
        return None if result is None else result_text(result, self.inputs)

    def innings(self) -> list[str]:
        """Return the innings in words: `Lions 123/4 (20.0)`."""
        return [innings_text(each, self.inputs) for each in self.state.innings]


def rules_of(named: str, own: PlayingConditions) -> Rules:
    """Return an edition of the Laws under a match's own conditions, or a set of conditions.

    A set is taken under the edition of the match. Raises BadInput for a name that is neither.
    """
    if named in tuple(LawsEdition):
        return Rules(named, replace(own, laws_edition=LawsEdition(named)))
    if named in NAMED:
        return Rules(named, NAMED[named].under(own.laws_edition))
    known = ", ".join((*LawsEdition, *NAMED))
    raise BadInput(f"--as: {named!r:.40} is no edition and no set of conditions; known: {known}")


def side_of(log: MatchLog, rules: Rules) -> Side:
    """Return a log before its first action, under some rules."""
    inputs = log.inputs
    setup = replace(inputs.setup, conditions=rules.conditions)
    return Side(rules, MatchState(setup), replace(inputs, setup=setup), details_of(setup))


def totals_of(innings: Sequence[Innings]) -> tuple[int, int, int, int]:
    """Return runs, wickets, legal balls and overs of all innings together."""
    return (
        sum(each.runs for each in innings),
        sum(each.wickets for each in innings),
        sum(each.legal_balls for each in innings),
        sum(each.overs_completed for each in innings),
    )


def effect_of(
    step: Step, added: Sequence[int], verdicts: tuple[str, ...], result: str | None
) -> Effect:
    """Return what an action brought about."""
    innings = step.innings
    runs, wickets, legal_balls, overs = added
    return Effect(
        counted=step.refused is None,
        runs=runs,
        wickets=wickets,
        legal_balls=legal_balls,
        ends_over=overs > 0,
        faces_next=innings.striker_id if innings else None,
        free_hit=innings.is_free_hit if innings else False,
        target=innings.target if innings else None,
        closed=str(innings.closed) if innings and innings.closed else None,
        result=result,
        problems=tuple(str(each.code) for each in step.problems),
        verdicts=verdicts,
    )


def differences(log: MatchLog, one: Side, other: Side) -> Iterator[Difference]:
    """Yield the actions that bring about another thing under each of two rules."""
    for action in effective_log(log.actions).actions:
        first, second = asdict(one.effect(action)), asdict(other.effect(action))
        fields = {
            to_camel(name): (first[name], second[name])
            for name in first
            if first[name] != second[name]
        }
        if fields:
            yield Difference(action.id, ball_of(one.state), fields)


def ball_of(state: MatchState) -> str:
    """Return where the innings in progress stands: `12.4`; nothing before the first."""
    innings = state.current
    return "" if innings is None else overs_of(innings)


def overs_of(innings: Innings) -> str:
    """Return the overs of an innings, and the balls of the one in progress."""
    return f"{innings.overs_completed}.{innings.over_balls}"


def innings_text(innings: Innings, inputs: Inputs) -> str:
    """Return an innings in words."""
    team = inputs.team_name(innings.batting_team_id)
    super_over = " (super over)" if innings.is_super_over else ""
    return f"{team} {innings.runs}/{innings.wickets} ({overs_of(innings)}){super_over}"


def field_text(name: str, values: tuple[Any, Any], inputs: Inputs) -> str:
    """Return one field that differs, for people: `runs 5 | 0`."""
    return f"{name} {' | '.join(value_text(each, inputs) for each in values)}"


def value_text(value: Any, inputs: Inputs) -> str:
    """Return a value for people: names for ids, a dash for nothing."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return "-" if value is None else str(inputs.player_names.get(value, value))


def as_json(log: MatchLog, one: Side, other: Side, found: Sequence[Difference]) -> dict[str, Any]:
    """Return the comparison as one object; each pair is in the order of `as`."""
    return {
        "matchId": log.match_id,
        "as": [one.rules.name, other.rules.name],
        "differs": is_different(one, other, found),
        "differences": [
            {"actionId": each.action_id, "ball": each.ball, "fields": each.fields} for each in found
        ],
        "innings": [one.innings(), other.innings()],
        "result": [one.result(), other.result()],
    }


def is_different(one: Side, other: Side, found: Sequence[Difference]) -> bool:
    """Return whether anything differs, ball by ball, in the innings or in the result."""
    same = one.innings() == other.innings() and one.result() == other.result()
    return bool(found) or not same
