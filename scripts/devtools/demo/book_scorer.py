"""Defines a scorer with a book: an account that appends and corrects entries through the rules."""

from datetime import UTC, datetime
from typing import Any

from admin.matchlog import plain_data
from admin.rest_client import Account, RestClient
from scrbrd.adapters import paths
from scrbrd.domain.actions import Action, Delivery, action_id

CREATED = ("createdAt", "updatedAt")


class BookScorer:
    """A signed-in person who keeps a book of one innings, as the scorer of a side."""

    def __init__(self, rest: RestClient, account: Account, match_id: str, role: str) -> None:
        self.rest, self.account, self.match_id, self.role = rest, account, match_id, role
        self.sequence = 0
        self.last_id = ""

    def record(self, action: Action, runs: int | None = None) -> str:
        """Append a ball, with other runs off the bat where these are given; the entry's id."""
        return self.append(action, wrong(runs))

    def correct(self, entry_id: str, action: Action) -> str:
        """Say what an entry should have been."""
        return self.append(action, {"corrects": entry_id})

    def put_in(self, after: str, action: Action) -> str:
        """Put in a ball that was passed over, behind an entry."""
        return self.append(action, {"after": after})

    def append(self, action: Action, changes: dict[str, Any]) -> str:
        """Append an entry; raises RefusedError if the rules do not let it in."""
        self.sequence += 1
        name = action_id(action.innings_number, self.sequence)
        fields = plain_data(action.to_document()) | {
            "id": name,
            "sequenceNumber": self.sequence,
            "nonce": f"{self.account.uid}-{self.sequence:04d}",
            "follows": f"{self.account.uid}-{self.sequence - 1:04d}" if self.last_id else "",
            "source": "live",
            "recordedBy": self.account.uid,
            "recordedAs": self.role,
            "timestamp": datetime.now(UTC),
            "schemaVersion": action.schema_version,
            "isVoided": False,
        }
        if isinstance(action, Delivery) and "runsOffBat" in changes:
            changes["totalRuns"] = (
                fields["totalRuns"] + changes["runsOffBat"] - fields["runsOffBat"]
            )
        path = paths.book_entry(self.match_id, self.account.uid, name)
        self.rest.create(path, fields | changes, CREATED)
        self.last_id = name
        return name


def wrong(runs: int | None) -> dict[str, Any]:
    """Return the fields of a ball with other runs."""
    return {} if runs is None else {"runsOffBat": runs}
