"""Defines the triggers on matches' contributions to the figures of players and teams.

Modules are imported in the calls, to keep the cold start of a ball's trigger short.
"""

from typing import Any

from firebase_functions import logger
from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event

from scrbrd.adapters import paths, runtime
from scrbrd.adapters.failures import may_pass
from scrbrd.triggers.log_call import log_call, log_failure
from scrbrd.triggers.params import param
from scrbrd.triggers.written import on_written

OWNER = {"player": "personId", "team": "teamId"}


@on_written(document=paths.PLAYER_MATCH)
def on_player_contribution_written(event: Event[Change[Any]]) -> None:
    """Recompute a player's figures after a change of `player_match_stats/{matchId}_{personId}`."""
    log_recompute(event, "player")


@on_written(document=paths.TEAM_MATCH)
def on_team_contribution_written(event: Event[Change[Any]]) -> None:
    """Recompute a team's figures after a change of `team_match_stats/{matchId}_{teamId}`."""
    log_recompute(event, "team")


@on_written(document=paths.COMPETITION)
def on_competition_written(event: Event[Change[Any]]) -> None:
    """Recompute teams' points after a change of table rules in `competitions/{competitionId}`."""
    name = param(event, "competitionId")
    with log_call("recompute_table", competitionId=name) as fields:
        if has_other_rules(event.data):
            fields["teams"] = recompute_teams(name)


def recompute_teams(competition_id: str) -> int:
    """Recompute the figures of the teams in a competition; return how many were recomputed.

    Raises the first error that may pass, after all teams have been tried.
    """
    from scrbrd.handlers.statistics import Recomputed, recompute_table

    done: list[Recomputed] = []
    store, now = runtime.stats_store(), runtime.utc_now
    failed = recompute_table(store, now, competition_id, done.append)
    for subject, error in failed:
        log_failure("recompute_table", error, subject=subject.name, competitionId=competition_id)
    passing = next((error for _, error in failed if may_pass(error)), None)
    if passing is not None:
        raise passing
    return len(done)


def has_other_rules(change: Change[Any]) -> bool:
    """Return True if the table rules of a competition changed, or if the event does not show it."""
    if change.before is None and change.after is None:
        return True
    before, after = (
        (snap.to_dict() or {}).get("tableRules") if snap else None
        for snap in (change.before, change.after)
    )
    return bool(before != after)


def log_recompute(event: Event[Change[Any]], kind: str) -> None:
    """Recompute the figures that a contribution affects, before and after its change; log one line.

    After an error the figures stay owed in `stats_state`, and `reconcile_statistics` retries.
    """
    with log_call("recompute", document=event.document) as fields:
        fields.update(recompute_subject(event, kind))


def recompute_subject(event: Event[Change[Any]], kind: str) -> dict[str, Any]:
    """Recompute the figures of the player or team of a contribution; return the fields to log.

    Raises ContendedError, and whatever the store raises.
    """
    from scrbrd.handlers.statistics import ContributionChange, Subject, recompute

    before, after = (
        snap.to_dict() if snap else None for snap in (event.data.before, event.data.after)
    )
    one = after or before
    if one is None:  # the event has no values; `reconcile_statistics` recomputes owed figures
        logger.warn("recompute", document=event.document, said="an event without a value")
        return {}
    subject = Subject(kind, one[OWNER[kind]])
    change = ContributionChange(one["matchId"], before, after)
    done = recompute(runtime.stats_store(), runtime.utc_now, subject, change)
    for problem in done.problems:
        logger.warn("recompute", subject=subject.name, said=problem)
    return {
        "subject": subject.name,
        "matchId": one["matchId"],
        "contributions": done.contributions,
        "written": done.written,
        "deleted": done.deleted,
        "tries": done.tries,
    }
