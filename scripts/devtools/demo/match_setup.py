"""Writes the documents before the first ball: the match, its lineups, the scorer's role."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud.firestore import Client, WriteBatch

from admin.matchlog import MatchLog, plain_data
from admin.rest_client import Account
from admin.transfer.ids import counting, with_ids
from scrbrd.adapters import paths
from scrbrd.domain.vocabulary import ValidationTier

ROLE = "scorer_neutral"


def write_match_setup(
    client: Client,
    log: MatchLog,
    scorers: Mapping[str, Account],
    *,
    tier: ValidationTier = ValidationTier.SINGLE,
    selected_by: str | None = None,
) -> None:
    """Write the documents an administrator would, past the rules, in one commit.

    `scorers` are accounts by the role that they are given. `selected_by`: who has selected the
    line-ups, which wait to be confirmed then.
    """
    now = datetime.now(UTC)
    batch = client.batch()
    document = match_document(log, now) | {"validationTier": tier.value}
    add_match(client, batch, log, document, now, selected_by)
    for role, account in scorers.items():
        path = paths.match_role(log.match_id, account.uid, role)
        batch.set(client.document(path), role_document(log.match_id, account, now, role))
    batch.commit()


def add_match(
    client: Client,
    batch: WriteBatch,
    log: MatchLog,
    document: dict[str, Any],
    now: datetime,
    selected_by: str | None = None,
) -> None:
    """Add a match's document and its lineups to a commit.

    Each document is written once: the emulator runs one event after another, and a line-up's costs
    what a ball does.
    """
    stamps = {"matchId": log.match_id, "createdAt": now, "updatedAt": now}
    if selected_by is not None:
        stamps |= {"selectedBy": selected_by, "selectedAt": now}
    batch.set(client.document(paths.match(log.match_id)), document)
    for lineup in log.lineups:
        path = paths.lineup(log.match_id, lineup.team_id, lineup.player_id)
        batch.set(client.document(path), plain_data(lineup.to_document()) | stamps)


def match_document(log: MatchLog, now: datetime) -> dict[str, Any]:
    """Return the match before its first ball."""
    fields: dict[str, Any] = with_ids(plain_data(log.match.to_document()))
    if log.attribution:
        fields["attribution"] = log.attribution
    if "competitionId" in fields:
        fields["countsFor"] = fields["competitionId"]
    return fields | {
        "acceptedBy": "demo",
        "acceptedAt": now,
        "status": "scheduled",
        "validationTier": "SINGLE",
        "createdBy": "demo",
        **counting(fields, "demo", now),
        "createdAt": now,
        "updatedAt": now,
    }


def role_document(
    match_id: str, scorer: Account, now: datetime, role: str = ROLE
) -> dict[str, Any]:
    """Return the scorer's grant for this match, in force since an hour ago."""
    return {
        "matchId": match_id,
        "personId": scorer.uid,
        "role": role,
        "status": "confirmed",
        "startDate": now - timedelta(hours=1),
        "assignedBy": "demo",
        "assignedAt": now,
        "createdAt": now,
        "updatedAt": now,
    }
