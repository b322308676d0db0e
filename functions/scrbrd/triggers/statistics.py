"""Owns the triggers on what matches contribute to the figures of players and teams.

What they need is imported when they are called: a cold start that a ball meets is spared it.
"""

from typing import Any

from firebase_functions import logger
from firebase_functions.core import Change
from firebase_functions.firestore_fn import Event, on_document_written

from scrbrd.adapters import paths, runtime

OWNER = {"player": "personId", "team": "teamId"}


@on_document_written(document=paths.PLAYER_MATCH)
def on_player_contribution_written(event: Event[Change[Any]]) -> None:
    """`player_match_stats/{matchId}_{personId}` moved: compute the player's figures anew."""
    bring_up(event, "player")


@on_document_written(document=paths.TEAM_MATCH)
def on_team_contribution_written(event: Event[Change[Any]]) -> None:
    """`team_match_stats/{matchId}_{teamId}` moved: compute the team's figures anew."""
    bring_up(event, "team")


@on_document_written(document=paths.COMPETITION)
def on_competition_written(event: Event[Change[Any]]) -> None:
    """`competitions/{competitionId}`: changed table rules reach the points of its teams."""
    before, after = (
        (snap.to_dict() or {}).get("tableRules") if snap else None
        for snap in (event.data.before, event.data.after)
    )
    if before == after:
        return
    from scrbrd.handlers.statistics import recompute_table

    name = event.params["competitionId"]
    done = recompute_table(runtime.stats_store(), runtime.utc_now, name)
    logger.info("recompute_table", competitionId=name, teams=len(done))


def bring_up(event: Event[Change[Any]], kind: str) -> None:
    """Recompute what a contribution goes into, as it was and as it is; log what was done.

    A document that is no contribution is logged and acknowledged: no retry makes it one.
    """
    from scrbrd.handlers.statistics import MISSHAPEN, Move, Subject, recompute

    before, after = (
        snap.to_dict() if snap else None for snap in (event.data.before, event.data.after)
    )
    one = after or before
    if one is None:  # an event without a value tells nothing; what is owed is reconciled
        logger.warn("recompute", document=event.document, said="an event without a value")
        return
    try:
        subject = Subject(kind, one[OWNER[kind]])
        move = Move(one["matchId"], before, after)
        done = recompute(runtime.stats_store(), runtime.utc_now, subject, move)
    except MISSHAPEN as error:
        logger.error("recompute failed", document=event.document, error=repr(error))
        return
    for problem in done.problems:
        logger.warn("recompute", subject=subject.name, said=problem)
    logger.info(
        "recompute",
        subject=subject.name,
        matchId=one["matchId"],
        contributions=done.contributions,
        written=done.written,
        deleted=done.deleted,
        tries=done.tries,
    )
