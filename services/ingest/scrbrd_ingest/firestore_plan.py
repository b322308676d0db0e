"""Keeps the plan, `provider_plans/current`, and reads it with the flags, `config/ingest`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from google.api_core.exceptions import GoogleAPICallError
from google.cloud.firestore import AsyncClient, LastUpdateOption

from scrbrd.adapters import paths
from scrbrd_ingest.firestore_leases import CALL_SECONDS, REFUSED, UNCLEAR
from scrbrd_ingest.policy.budget import Grant
from scrbrd_ingest.policy.plan import Plan
from scrbrd_ingest.ports import LeasesUnknown
from scrbrd_ingest.scheduling.ports import Posted


class FirestoreBoard:
    """The plan and the flags of one project."""

    def __init__(self, client: AsyncClient, call_seconds: float = CALL_SECONDS) -> None:
        self._client = client
        self._options: dict[str, Any] = {"retry": None, "timeout": call_seconds}

    async def read(self) -> Posted:
        """Return what is posted. Raises LeasesUnknown where Firestore does not answer."""
        wanted = [self._client.document(each) for each in (paths.INGEST_PLAN, paths.INGEST_FLAGS)]
        try:
            snaps = [each async for each in self._client.get_all(wanted, **self._options)]
        except (GoogleAPICallError, *UNCLEAR) as error:
            raise LeasesUnknown("the plan could not be read") from error
        by_path = {snap.reference.path: snap for snap in snaps}
        plan, flags = (by_path[each.path] for each in wanted)
        return Posted(plan_of(plan.to_dict() or {}), flags.to_dict(), plan.update_time)

    async def write(self, plan: Plan, token: Any) -> bool:
        """Post the next plan over the one that was read; False where another was posted since.

        Raises LeasesUnknown where Firestore does not answer.
        """
        reference = self._client.document(paths.INGEST_PLAN)
        document = plan_document(plan)
        try:
            if token is None:
                await reference.create(document, **self._options)
            else:
                guard = LastUpdateOption(token)
                await reference.update(document, option=guard, **self._options)
        except REFUSED:
            return False
        except (GoogleAPICallError, *UNCLEAR) as error:
            raise LeasesUnknown("the plan could not be written") from error
        return True


def plan_document(plan: Plan) -> dict[str, Any]:
    """Return `provider_plans/current`."""
    return {
        "number": plan.number,
        "leaderFence": plan.leader_fence,
        "grants": [
            {"worker": each.worker, "parts": each.parts, "until": each.until}
            for each in plan.grants
        ],
    }


def plan_of(document: Mapping[str, Any]) -> Plan:
    """Return the plan in a document; the first one, numbered 0, of an empty document."""
    grants = tuple(
        Grant(each["worker"], each["parts"], each["until"] and utc(each["until"]))
        for each in document.get("grants", ())
    )
    return Plan(document.get("number", 0), document.get("leaderFence", 0), grants)


def utc(stored: datetime) -> datetime:
    """Return a stored time as a plain one, so that plans compare as equal."""
    return datetime.fromtimestamp(stored.timestamp(), stored.tzinfo)
