"""Formats a match as one line per action, in columns, with the score. Pure.

The words are those of the archive's commentary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from admin.text_columns import pad_columns
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

    Starts with the first action whose own place is `first` or later; actions before it are folded,
    but not yielded.
    """
    state, has_started = MatchState(inputs.setup), False
    for step in play(state, effective_log(actions).actions):
        has_started = has_started or place_of(step.action) >= first
        if has_started:
            yield line_of(step, inputs), isinstance(step.action, Delivery)
    if state.result is not None:
        yield f"Result: {result_text(state.result, inputs)}", False


def line_of(step: Step, inputs: Inputs) -> str:
    """Return an action as one line; for a refused one, with the reason."""
    if step.refused is not None:
        return f"      {step.action.id} {refused_line(str(step.refused), inputs)}"
    action, innings = step.action, step.innings
    if isinstance(action, Delivery) and innings is not None:
        ball = ball_data(action, innings, inputs.setup.conditions)
        number, words = ball_line(ball, inputs).split(" ", 1)
        return f"{number:>5} {pad_columns(words, WORD_WIDTH)} {score_of(innings)}"
    return f"      {fact_line(action, inputs)}" + (f"  {score_of(innings)}" if innings else "")


def score_of(innings: Innings) -> str:
    """Return the score as text: `123/4`."""
    return f"{innings.runs}/{innings.wickets}"
