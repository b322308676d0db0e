"""Owns bringing a match's projection up to its log: the answer to every trigger.

A trigger means "this match moved", never "apply this event": so it may come twice, late, out of
order or not at all. What is stored is read first, then the log, and the commit is guarded by what
was read first; so no older log can ever overwrite a newer one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tenacity import retry, retry_if_exception_type, stop_after_attempt, wait_random_exponential

from scrbrd.domain.effective import EffectiveLog
from scrbrd.domain.errors import BadDocument
from scrbrd.domain.fold import fold_log
from scrbrd.domain.match import Inputs, inputs_of, inputs_without_match, read_match
from scrbrd.domain.problems import Problem, ProblemCode, Severity
from scrbrd.domain.state import MatchState
from scrbrd.handlers.ports import Clock, Commit, ContendedError, Json, MatchStore, Stored
from scrbrd.projections.documents import LiveScore, as_document
from scrbrd.projections.health import health_document
from scrbrd.projections.live_score import live_score
from scrbrd.projections.match_status import match_changes

MOST_TRIES = 12
COMMIT_FIELDS = frozenset({"version", "lastUpdated"})
"""Fields of `live/score` that only the commit knows; two builds may differ in them alone."""

OWNED_FIELDS = (
    frozenset(field.alias or name for name, field in LiveScore.model_fields.items()) | COMMIT_FIELDS
)


@dataclass(frozen=True, slots=True)
class CaughtUp:
    """What a catch-up did: whether it wrote, the actions that count, the number of problems."""

    wrote: bool
    actions: int
    last_action_id: str | None
    problems: int


def catch_up(store: MatchStore, now: Clock, match_id: str) -> CaughtUp:
    """Bring `live/score`, `live/health` and the match's status to the fold of the log.

    Idempotent: writes nothing when nothing would change. Raises ContendedError after 12 tries
    against other writers, and whatever the store raises.
    """

    @retry(
        retry=retry_if_exception_type(ContendedError),
        wait=wait_random_exponential(multiplier=0.02, max=1.0),
        stop=stop_after_attempt(MOST_TRIES),
        reraise=True,
    )
    def once() -> CaughtUp:
        return try_to_catch_up(store, now(), match_id)

    return once()


def try_to_catch_up(store: MatchStore, now: datetime, match_id: str) -> CaughtUp:
    """One attempt: read, decide by pure calls, write under the guard."""
    stored = store.read_stored(match_id)
    inputs, input_problems = read_inputs(store, match_id, stored)
    raw = store.read_log(match_id)
    state, log = fold_log(inputs.setup, raw.entries)
    problems = (*input_problems, *raw.problems, *log.problems, *state.problems)
    commit = decide(stored, state, log, inputs, problems, now)
    if commit is not None:
        store.commit(match_id, stored.token, commit)
    return CaughtUp(commit is not None, len(log.actions), log.last_action_id, len(problems))


def read_inputs(
    store: MatchStore, match_id: str, stored: Stored
) -> tuple[Inputs, tuple[Problem, ...]]:
    """Match metadata and lineups; what cannot be read is a Problem and left out."""
    lineups, problems = store.read_lineups(match_id)
    if stored.match is None:
        return inputs_without_match(match_id), (*problems, no_match(match_id, "it is missing"))
    try:
        match = read_match(match_id, stored.match)
    except BadDocument as error:
        return inputs_without_match(match_id), (*problems, no_match(match_id, str(error)))
    return inputs_of(match_id, match, lineups), problems


def no_match(match_id: str, why: str) -> Problem:
    """The match document cannot be read: the score is kept by the Laws' own conditions."""
    return Problem(
        match_id,
        ProblemCode.UNREADABLE,
        Severity.WARNING,
        f"match document: {why}; mend it, and the score follows its conditions again",
    )


def decide(
    stored: Stored,
    state: MatchState,
    log: EffectiveLog,
    inputs: Inputs,
    problems: tuple[Problem, ...],
    now: datetime,
) -> Commit | None:
    """What to write, or None where everything stored is already right."""
    score = as_document(live_score(state, inputs, log.last_action_id))
    health = health_document(state.setup.match_id, problems)
    changes = match_changes(stored.match, state, inputs, now)
    is_same = same(stored.score, score, COMMIT_FIELDS)
    is_well = same(stored.health, health, COMMIT_FIELDS)
    if is_same and is_well and not changes:
        return None
    return Commit(
        score=score | stamps(stored.score, now),
        health=None if is_well else health | {"lastUpdated": now},
        match=changes or None,
        owned=OWNED_FIELDS,
    )


def same(stored: Json | None, wanted: Json, ignored: frozenset[str]) -> bool:
    """Whether a stored document says what is wanted, in the fields that are ours."""
    if stored is None:
        return False
    ours = {key: value for key, value in stored.items() if key in OWNED_FIELDS or key in wanted}
    return {key: value for key, value in ours.items() if key not in ignored} == wanted


def stamps(stored: Json | None, now: datetime) -> dict[str, Any]:
    """`version` grows by every commit and never goes back, even after a rebuild from nothing."""
    previous = (stored or {}).get("version")
    last = previous if isinstance(previous, int) else 0
    return {"version": max(last + 1, int(now.timestamp() * 1_000_000)), "lastUpdated": now}
