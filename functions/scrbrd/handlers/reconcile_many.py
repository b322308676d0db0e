"""Checks many matches: those in play by turns, a bounded number in each run.

The last check of each match is stored between runs. A run begins with the match that was checked
longest ago, and a stopped match costs nothing.
"""

import traceback
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial

from scrbrd.handlers.ports import NEVER, Clock, LastCheck, MatchStore
from scrbrd.handlers.reconcile import Reconciled, reconcile, reconcile_since

Report = Callable[[Reconciled], None]


def reconcile_all(
    store: MatchStore, now: Clock, match_ids: Iterable[str], report: Report
) -> list[Reconciled]:
    """Check and repair many matches; a failure at one does not stop the others.

    Every outcome is reported, failures with their error; the caller decides how to handle them.
    """
    outcomes: list[Reconciled] = []
    for match_id in match_ids:
        outcomes.append(checked_match(match_id, partial(reconcile, store, now, match_id)))
        report(outcomes[-1])
    return outcomes


def reconcile_in_turn(
    store: MatchStore, now: Clock, match_ids: Collection[str], until: datetime, report: Report
) -> list[Reconciled]:
    """Check and repair the matches that were checked longest ago; begin none after `until`.

    Stopped matches are skipped. A match that failed gets a full check at its next turn.
    """
    checks = {
        name: each for name, each in store.read_last_checks().items() if name in set(match_ids)
    }
    waiting = [name for name in match_ids if not (name in checks and checks[name].is_stopped)]
    waiting.sort(key=lambda name: (checks[name].at if name in checks else NEVER, name))
    outcomes: list[Reconciled] = []
    for match_id in waiting[: store.limits.matches_at_once]:
        began = now()
        if began >= until:
            break
        last = checks.get(match_id)
        outcome = checked_match(match_id, partial(reconcile_since, store, now, match_id, last))
        checks[match_id] = outcome.check or LastCheck(began, NEVER)
        report(outcome)
        outcomes.append(outcome)
    store.write_last_checks(checks)
    return outcomes


def resume(store: MatchStore, match_ids: Collection[str]) -> None:
    """Check matches again whose log changed, if they were stopped."""
    checks, changed = store.read_last_checks(), set(match_ids)
    kept = {name: each for name, each in checks.items() if name not in changed}
    if len(kept) < len(checks):
        store.write_last_checks(kept)


def checked_match(match_id: str, check_match: Callable[[], Reconciled]) -> Reconciled:
    """Return the outcome of a match; if it raises, an outcome with the error and its traceback."""
    try:
        return check_match()
    except Exception as error:
        return Reconciled(match_id, error=repr(error), trace=traceback.format_exc(), cause=error)


def failures(outcomes: Iterable[Reconciled]) -> list[Reconciled]:
    """Return the outcomes with an error."""
    return [outcome for outcome in outcomes if outcome.error is not None]
