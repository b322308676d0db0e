"""Defines a scorer who keeps a book: an account that appends entries through the rules."""

from datetime import UTC, datetime
from typing import Any

from admin.matchlog import plain_data
from admin.rest_client import Account, RestClient
from scrbrd.adapters import paths
from scrbrd.domain.actions import Action, Delivery, action_id

CREATED = ("createdAt", "updatedAt")


class BookScorer:
    """A signed-in account that keeps a book of one innings, as the scorer of a side."""

    def __init__(self, rest: RestClient, account: Account, match_id: str, role: str) -> None:
        self.rest, self.account, self.match_id, self.role = rest, account, match_id, role
        self.sequence = 0
        self.last_id = ""

    def record(self, action: Action, runs: int | None = None) -> str:
        """Append an entry for an action; `runs` replaces its runs off the bat. Return its id."""
        return self.append(action, changed_runs(runs))

    def correct(self, entry_id: str, action: Action) -> str:
        """Append an entry that corrects another one; return its id."""
        return self.append(action, {"corrects": entry_id})

    def insert_after(self, after: str, action: Action) -> str:
        """Append an entry for a missed ball, whose place is after entry `after`; return its id."""
        return self.append(action, {"after": after})

    def append(self, action: Action, changes: dict[str, Any]) -> str:
        """Append an entry with changed fields; return its id.

        Raises RefusedError if the rules refuse it.
        """
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


def changed_runs(runs: int | None) -> dict[str, Any]:
    """Return the changed fields of a ball with other runs off the bat; none if `runs` is None."""
    return {} if runs is None else {"runsOffBat": runs}
