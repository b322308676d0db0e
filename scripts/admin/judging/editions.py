"""Folds one log under two editions or sets of conditions, and finds the differences. Pure."""

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
"""The rules the match is played under: its format, its own conditions, the Laws of its date."""


@dataclass(frozen=True, slots=True)
class Rules:
    """Playing conditions and the name by which they were requested."""

    name: str
    conditions: PlayingConditions


@dataclass(frozen=True, slots=True)
class Effect:
    """The effect of one action.

    Runs, wickets and balls are what it added, in all innings. The other fields describe the state
    after it: who faces, whether a free hit is next, target and end of the innings.
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
    """An action whose effect differs between two rules: the differing fields, with both values."""

    action_id: ActionId
    ball: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Side:
    """A log and its state under one set of rules."""

    rules: Rules
    state: MatchState
    inputs: Inputs
    details: MatchDetails
    totals: tuple[int, int, int, int] = field(default=(0, 0, 0, 0))

    def effect(self, action: Action) -> Effect:
        """Apply an action and return its effect."""
        verdicts = judge(self.state, action, self.rules.conditions, self.details)
        (step,) = play(self.state, (action,))
        before, self.totals = self.totals, totals_of(self.state.innings)
        added = [
            after - before_total for after, before_total in zip(self.totals, before, strict=True)
        ]
        codes = tuple(each.code for each in verdicts)
        return effect_of(step, added, codes, self.result())

    def result(self) -> str | None:
        """Return the result in words; None if there is none yet."""
        result = self.state.result
        return None if result is None else result_text(result, self.inputs)

    def innings(self) -> list[str]:
        """Return the innings in words: `Lions 123/4 (20.0)`."""
        return [innings_text(each, self.inputs) for each in self.state.innings]


def rules_of(name: str, own: PlayingConditions) -> Rules:
    """Return an edition of the Laws under a match's own conditions, or a set of conditions.

    A set is used with the match's edition. Raises BadInput for a name that is neither.
    """
    if name in tuple(LawsEdition):
        return Rules(name, replace(own, laws_edition=LawsEdition(name)))
    if name in NAMED:
        return Rules(name, NAMED[name].under(own.laws_edition))
    known_names = ", ".join((*LawsEdition, *NAMED))
    raise BadInput(
        f"--as: {name!r:.40} is no edition and no set of conditions; known: {known_names}"
    )


def side_of(log: MatchLog, rules: Rules) -> Side:
    """Return the state of a log before its first action, under some rules."""
    inputs = log.inputs
    setup = replace(inputs.setup, conditions=rules.conditions)
    return Side(rules, MatchState(setup), replace(inputs, setup=setup), details_of(setup))


def totals_of(innings: Sequence[Innings]) -> tuple[int, int, int, int]:
    """Return runs, wickets, legal balls and overs, summed over all innings."""
    return (
        sum(each.runs for each in innings),
        sum(each.wickets for each in innings),
        sum(each.legal_balls for each in innings),
        sum(each.overs_completed for each in innings),
    )


def effect_of(
    step: Step, added: Sequence[int], verdicts: tuple[str, ...], result: str | None
) -> Effect:
    """Return the effect of a step."""
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
    """Yield the actions whose effects differ between the two rules."""
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
    """Return the overs of the innings in progress, such as `12.4`; empty before the first."""
    innings = state.current
    return "" if innings is None else overs_of(innings)


def overs_of(innings: Innings) -> str:
    """Return the completed overs of an innings, and the balls of the current one."""
    return f"{innings.overs_completed}.{innings.over_balls}"


def innings_text(innings: Innings, inputs: Inputs) -> str:
    """Return an innings in words."""
    team = inputs.team_name(innings.batting_team_id)
    super_over = " (super over)" if innings.is_super_over else ""
    return f"{team} {innings.runs}/{innings.wickets} ({overs_of(innings)}){super_over}"


def field_text(name: str, values: tuple[Any, Any], inputs: Inputs) -> str:
    """Return a differing field as text, such as `runs 5 | 0`."""
    return f"{name} {' | '.join(value_text(each, inputs) for each in values)}"


def value_text(value: Any, inputs: Inputs) -> str:
    """Return a value as text: names in place of ids, a dash for None."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "-"
    return "-" if value is None else str(inputs.player_names.get(value, value))


def as_json(
    log: MatchLog, one: Side, other: Side, differing: Sequence[Difference]
) -> dict[str, Any]:
    """Return the comparison as JSON; each pair is in the order of `as`."""
    return {
        "matchId": log.match_id,
        "as": [one.rules.name, other.rules.name],
        "differs": is_different(one, other, differing),
        "differences": [
            {"actionId": each.action_id, "ball": each.ball, "fields": each.fields}
            for each in differing
        ],
        "innings": [one.innings(), other.innings()],
        "result": [one.result(), other.result()],
    }


def is_different(one: Side, other: Side, differing: Sequence[Difference]) -> bool:
    """Return True if any action, innings or the result differs."""
    same = one.innings() == other.innings() and one.result() == other.result()
    return bool(differing) or not same
