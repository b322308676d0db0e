"""Goes through many matches: those in play in turn, a bounded number in each run.

Where each was looked at is kept between runs, so that a run begins with the match that has waited
longest, and a match that is stopped costs nothing.
"""

import traceback
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from functools import partial

from scrbrd.handlers.ports import NEVER, Clock, Look, MatchStore
from scrbrd.handlers.reconcile import Reconciled, reconcile, reconcile_since

Report = Callable[[Reconciled], None]


def reconcile_all(
    store: MatchStore, now: Clock, match_ids: Iterable[str], report: Report
) -> list[Reconciled]:
    """Heal many matches; a match that fails does not keep the others from being healed.

    Every outcome is reported, failures with their error: the caller decides what they mean.
    """
    outcomes: list[Reconciled] = []
    for match_id in match_ids:
        outcomes.append(attempted(match_id, partial(reconcile, store, now, match_id)))
        report(outcomes[-1])
    return outcomes


def reconcile_in_turn(
    store: MatchStore, now: Clock, match_ids: Collection[str], until: datetime, report: Report
) -> list[Reconciled]:
    """Heal those of the matches that have waited longest, and none once it is `until`.

    A match that is stopped is passed over; one that failed is looked at in full when its turn
    comes again.
    """
    looks = {name: each for name, each in store.read_looks().items() if name in set(match_ids)}
    waiting = [name for name in match_ids if not (name in looks and looks[name].is_stopped)]
    waiting.sort(key=lambda name: (looks[name].at if name in looks else NEVER, name))
    outcomes: list[Reconciled] = []
    for match_id in waiting[: store.limits.matches_at_once]:
        began = now()
        if began >= until:
            break
        last = looks.get(match_id)
        outcome = attempted(match_id, partial(reconcile_since, store, now, match_id, last))
        looks[match_id] = outcome.look or Look(began, NEVER)
        report(outcome)
        outcomes.append(outcome)
    store.write_looks(looks)
    return outcomes


def resume(store: MatchStore, match_ids: Collection[str]) -> None:
    """Let matches whose log changed have their turn again, if they were stopped."""
    looks, changed = store.read_looks(), set(match_ids)
    kept = {name: each for name, each in looks.items() if name not in changed}
    if len(kept) < len(looks):
        store.write_looks(kept)


def attempted(match_id: str, one: Callable[[], Reconciled]) -> Reconciled:
    """What came of a match; an error with its traceback."""
    try:
        return one()
    except Exception as error:
        return Reconciled(match_id, error=repr(error), trace=traceback.format_exc(), cause=error)


def failures(outcomes: Iterable[Reconciled]) -> list[Reconciled]:
    """Those that could not be healed."""
    return [outcome for outcome in outcomes if outcome.error is not None]
