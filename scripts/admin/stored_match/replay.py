"""Formats a match action by action: a line each, in columns, with the score. Pure.

The words are those of the archive's commentary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from admin.text_columns import padded
from scrbrd.domain.actions import Action, Delivery
from scrbrd.domain.effective import effective_log, place_of
from scrbrd.domain.match import Inputs
from scrbrd.domain.places import Place
from scrbrd.domain.state import Innings, MatchState
from scrbrd.projections.commentary import ball_line, fact_line, refused_line
from scrbrd.projections.feed.events import ball_data
from scrbrd.projections.steps import Step, play
from scrbrd.projections.wording import result_text

WORD_WIDTH = 58


def replay_lines(
    inputs: Inputs, actions: Iterable[Action], first: Place
) -> Iterator[tuple[str, bool]]:
    """Yield (line, whether it is a ball) for each action that counts, in order of play.

    Told from the first action whose own place is `first` or behind it; what comes before in order
    of play is folded and not told.
    """
    state, told = MatchState(inputs.setup), False
    for step in play(state, effective_log(actions).actions):
        told = told or place_of(step.action) >= first
        if told:
            yield line_of(step, inputs), isinstance(step.action, Delivery)
    if state.result is not None:
        yield f"Result: {result_text(state.result, inputs)}", False


def line_of(step: Step, inputs: Inputs) -> str:
    """Return one action in a line; one that could not count says why."""
    if step.refused is not None:
        return f"      {step.action.id} {refused_line(str(step.refused), inputs)}"
    action, innings = step.action, step.innings
    if isinstance(action, Delivery) and innings is not None:
        ball = ball_data(action, innings, inputs.setup.conditions)
        number, words = ball_line(ball, inputs).split(" ", 1)
        return f"{number:>5} {padded(words, WORD_WIDTH)} {score_of(innings)}"
    return f"      {fact_line(action, inputs)}" + (f"  {score_of(innings)}" if innings else "")


def score_of(innings: Innings) -> str:
    """Return `123/4`."""
    return f"{innings.runs}/{innings.wickets}"
