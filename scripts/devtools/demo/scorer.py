"""Defines the demo's scorer, who appends, voids and redoes actions through the rules."""

from datetime import UTC, datetime

from admin.matchlog import plain_data
from admin.rest_client import Account, RestClient
from devtools.demo.match_setup import ROLE
from scrbrd.adapters import paths
from scrbrd.domain.actions import Action

CREATED = ("createdAt", "updatedAt")
VOIDED = ("voidedAt", "updatedAt")


class Scorer:
    """A signed-in account that scores one match."""

    def __init__(self, rest: RestClient, account: Account, match_id: str) -> None:
        self.rest, self.account, self.match_id = rest, account, match_id

    def append(self, action: Action) -> None:
        """Append one action to the log. Raises RefusedError if the rules refuse it."""
        fields = plain_data(action.to_document()) | {
            "source": "live",
            "recordedBy": self.account.uid,
            "recordedAs": ROLE,
            "timestamp": datetime.now(UTC),
            "schemaVersion": action.schema_version,
            "isVoided": False,
        }
        self.rest.create(paths.scoring_action(self.match_id, action.id), fields, CREATED)

    def void(self, action: Action, reason: str) -> None:
        """Void an action: it stays in the log and no longer counts."""
        self._set_voided(action, is_voided=True, reason=reason)

    def redo(self, action: Action) -> None:
        """Make a voided action count again."""
        self._set_voided(action, is_voided=False, reason="redone")

    def _set_voided(self, action: Action, *, is_voided: bool, reason: str) -> None:
        fields = {"isVoided": is_voided, "voidReason": reason, "voidedBy": self.account.uid}
        self.rest.update(paths.scoring_action(self.match_id, action.id), fields, VOIDED)
