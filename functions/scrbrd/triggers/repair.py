"""Defines the scheduled repair of matches whose triggers the platform dropped."""

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from firebase_functions import logger
from firebase_functions.scheduler_fn import ScheduledEvent, on_schedule

from scrbrd.adapters import runtime
from scrbrd.adapters.failures import may_pass
from scrbrd.handlers.reconcile import Reconciled
from scrbrd.handlers.reconcile_many import failures, reconcile_all, reconcile_in_turn, resume
from scrbrd.triggers.log_call import log_failure, note_failure

LONGEST_GRACE = timedelta(days=1)
"""How long after its end a match is checked with those in play; the grace period is hours."""

SINCE_A_FEW_RUNS = timedelta(minutes=15)
A_NIGHT = timedelta(hours=25)
"""How far back each run checks voided and redone entries in books."""

LONGEST_RUN = timedelta(seconds=180)
"""Time in a run of `reconcile_live` after which no further match is begun; the platform ends it
after 240 seconds."""


@on_schedule(schedule="every 5 minutes", timeout_sec=240)
def reconcile_live(_event: ScheduledEvent) -> None:
    """Repair the matches in play and those that ended within a day. Idempotent.

    It may run twice.
    """
    store, began = runtime.match_store(), runtime.utc_now()
    match_ids = store.matches_in_play(began - LONGEST_GRACE)
    books = heal_books(match_ids, SINCE_A_FEW_RUNS)
    done = reconcile_in_turn(store, runtime.utc_now, match_ids, began + LONGEST_RUN, log_outcome)
    log_summary("reconcile_live", [*books, *done], waiting=len(match_ids) - len(done))


@on_schedule(schedule="every day 03:00", timeout_sec=540)
def reconcile_older(_event: ScheduledEvent) -> None:
    """Repair every match, however old, whose log, books or rulings changed since yesterday's run.

    The books are compared also where only the log changed: an administrator's correction.
    """
    store, since = runtime.match_store(), runtime.utc_now() - A_NIGHT
    match_ids = store.matches_changed(since)
    books = heal_books({*runtime.book_store().matches_changed(since), *match_ids}, A_NIGHT)
    resume(store, match_ids)
    done = reconcile_all(store, runtime.utc_now, match_ids, log_outcome)
    log_summary("reconcile_older", [*books, *done])


def heal_books(match_ids: Collection[str], recent: timedelta) -> list[Reconciled]:
    """Bring the logs of matches in books up to date with their books.

    Entries voided or redone within `recent` are compared.
    """
    from scrbrd.handlers.books.agree import Books
    from scrbrd.handlers.books.reconcile import reconcile_all_books

    stores = runtime.book_store(), runtime.match_store()
    kept = stores[0].kept_in_books(match_ids)
    of_match = partial(Books, *stores, runtime.utc_now)
    return reconcile_all_books(kept, of_match, log_outcome, recent)


@on_schedule(schedule="every 15 minutes", timeout_sec=540)
def reconcile_statistics(_event: ScheduledEvent) -> None:
    """Recompute the figures of players and teams that a dropped trigger left owed. Idempotent.

    Raises RuntimeError if some failed with an error that may pass.
    """
    from scrbrd.handlers.statistics import Recomputed, reconcile_figures

    computed: list[Recomputed] = []
    failed = reconcile_figures(runtime.stats_store(), runtime.utc_now, computed.append)
    for subject, error in failed:
        log_failure("reconcile_statistics", error, subject=subject.name)
    logger.info("reconcile_statistics", computed=len(computed), failed=len(failed))
    passing = [subject.name for subject, error in failed if may_pass(error)]
    if passing:
        raise RuntimeError(f"reconcile_statistics: {len(passing)} failed, first {passing[0]}")


def log_summary(what: str, outcomes: Collection[Reconciled], **more: int) -> None:
    """Log a summary of all outcomes. Raises RuntimeError if any match failed.

    `waiting` counts matches that were not checked: stopped ones, and those left to the next run.
    """
    healed = sum(bool(outcome.healed) for outcome in outcomes)
    failed = failures(outcomes)
    logger.info(what, matches=len(outcomes), healed=healed, failed=len(failed), **more)
    if failed:
        raise RuntimeError(f"{what}: {len(failed)} matches failed, first {failed[0].match_id}")


def log_outcome(outcome: Reconciled) -> None:
    """Log a line for a match with a repair or an error.

    An error that will not pass is also written to the match's health, as a trigger's is.
    """
    if outcome.error is not None:
        will_not_pass = outcome.cause is not None and not may_pass(outcome.cause)
        logger.error(
            "reconcile failed",
            matchId=outcome.match_id,
            error=outcome.error,
            stack_trace=outcome.trace,
            retried=not will_not_pass,
        )
        if outcome.cause is not None and will_not_pass:
            note_failure(outcome.match_id, "reconcile", outcome.match_id, outcome.cause)
    elif outcome.healed:
        logger.warn("reconcile healed", matchId=outcome.match_id, ways=list(outcome.healed))
    elif outcome.is_newer:
        logger.warn("reconcile left to a newer version", matchId=outcome.match_id)
