"""Judges a log action by action, each by the state before it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from admin.matchlog import MatchLog
from admin.stored_match.replay import line_of
from scrbrd.domain.effective import effective_log
from scrbrd.domain.match import Inputs
from scrbrd.domain.state import MatchState
from scrbrd.domain.verdicts.judge import judge
from scrbrd.domain.verdicts.model import Verdict, VerdictOutcome
from scrbrd.domain.vocabulary import ActionId
from scrbrd.projections.steps import play
from scrbrd.projections.wording import with_names


@dataclass(frozen=True, slots=True)
class JudgedAction:
    """An action with verdicts; `line` is its text in a replay."""

    action_id: ActionId
    line: str
    verdicts: tuple[Verdict, ...]


def judged_actions(log: MatchLog) -> Iterator[JudgedAction]:
    """Yield the actions that count and have verdicts, in order of play."""
    inputs = log.inputs
    state = MatchState(inputs.setup)
    for action in effective_log(log.actions).actions:
        verdicts = judge(state, action, inputs.setup.conditions)
        for step in play(state, (action,)):
            if verdicts:
                yield JudgedAction(action.id, line_of(step, inputs).strip(), verdicts)


def count_verdicts(judged: list[JudgedAction], outcome: VerdictOutcome) -> int:
    """Return the number of verdicts with an outcome."""
    return sum(each.outcome is outcome for action in judged for each in action.verdicts)


def text_lines(action: JudgedAction, inputs: Inputs) -> Iterator[str]:
    """Yield the text of an action and its verdicts, with the names of players and teams."""
    yield f"{action.action_id}  {action.line}"
    for verdict in action.verdicts:
        cited = f" ({citation(verdict)})" if verdict.law else ""
        sentence = with_names(verdict.sentence, inputs)
        yield f"  {verdict.outcome} {verdict.code}: {sentence}{cited}; {verdict.remedy}"


def citation(verdict: Verdict) -> str:
    """Return the Law and its edition, or the playing conditions."""
    return f"{verdict.law}, edition of {verdict.edition}" if verdict.edition else str(verdict.law)


def as_json(log: MatchLog, judged_actions: list[JudgedAction]) -> dict[str, Any]:
    """Return the verdicts on a log as JSON."""
    return {
        "matchId": log.match_id,
        "lawsEdition": str(log.inputs.setup.conditions.laws_edition),
        "refused": count_verdicts(judged_actions, VerdictOutcome.REFUSED),
        "flagged": count_verdicts(judged_actions, VerdictOutcome.FLAGGED),
        "actions": [
            {
                "actionId": each.action_id,
                "verdicts": [verdict_fields(verdict) for verdict in each.verdicts],
            }
            for each in judged_actions
        ],
    }


def verdict_fields(verdict: Verdict) -> dict[str, Any]:
    """Return a verdict as JSON, with every key."""
    return {
        "outcome": str(verdict.outcome),
        "code": verdict.code,
        "sentence": verdict.sentence,
        "law": verdict.law,
        "edition": str(verdict.edition) if verdict.edition else None,
        "remedy": verdict.remedy,
    }
