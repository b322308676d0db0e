"""Writes the documents of a match before its first ball: match, lineups, the scorers' roles."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from google.cloud.firestore import Client, WriteBatch

from admin.matchlog import MatchLog, plain_data
from admin.rest_client import Account
from admin.transfer.ids import acceptance_fields, with_our_ids
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
    """Write an administrator's documents in one commit; the rules are bypassed.

    `scorers` are the accounts by role. `selected_by` is the person who selected the lineups; with
    it, the lineups wait for confirmation.
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
    """Add the match document and its lineups to a batch.

    Each document is written only once, because the emulator runs events one after another and the
    event of a lineup takes as long as that of a ball.
    """
    stamps = {"matchId": log.match_id, "createdAt": now, "updatedAt": now}
    if selected_by is not None:
        stamps |= {"selectedBy": selected_by, "selectedAt": now}
    batch.set(client.document(paths.match(log.match_id)), document)
    for lineup in log.lineups:
        path = paths.lineup(log.match_id, lineup.team_id, lineup.player_id)
        batch.set(client.document(path), plain_data(lineup.to_document()) | stamps)


def match_document(log: MatchLog, now: datetime) -> dict[str, Any]:
    """Return the match document before the first ball."""
    fields: dict[str, Any] = with_our_ids(plain_data(log.match.to_document()))
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
        **acceptance_fields(fields, "demo", now),
        "createdAt": now,
        "updatedAt": now,
    }


def role_document(
    match_id: str, scorer: Account, now: datetime, role: str = ROLE
) -> dict[str, Any]:
    """Return a confirmed role of a scorer in this match, valid since an hour ago."""
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
