"""Stores the plan, `provider_plans/current`, and the pauses of providers, `provider_plans/limits`;
reads them together with the flags, `config/ingest`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from google.api_core.exceptions import GoogleAPICallError
from google.cloud.firestore import SERVER_TIMESTAMP, AsyncClient, LastUpdateOption

from scrbrd.adapters import paths
from scrbrd_ingest.firestore_leases import CALL_SECONDS, REFUSED, TRIES, UNCLEAR, server_time
from scrbrd_ingest.policy.backoff import LONGEST_RETRY_AFTER
from scrbrd_ingest.policy.budget import Grant
from scrbrd_ingest.policy.plan import Plan
from scrbrd_ingest.ports import LeasesUnknown
from scrbrd_ingest.scheduling.ports import BoardContents


class FirestoreBoard:
    """The plan, flags and provider pauses of one project."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._options: dict[str, Any] = {"retry": None, "timeout": CALL_SECONDS}

    async def read(self) -> BoardContents:
        """Return the contents of the board. Raises LeasesUnknown if Firestore does not answer."""
        names = (paths.INGEST_PLAN, paths.INGEST_FLAGS, paths.INGEST_LIMITS)
        wanted = [self._client.document(each) for each in names]
        try:
            snaps = [each async for each in self._client.get_all(wanted, **self._options)]
        except (GoogleAPICallError, *UNCLEAR) as error:
            raise LeasesUnknown("the plan could not be read") from error
        by_path = {snap.reference.path: snap for snap in snaps}
        plan, flags, limits = (by_path[each.path] for each in wanted)
        closed = {name: seconds for name, (seconds, _) in limits_of(limits).items()}
        return BoardContents(
            plan_of(plan.to_dict() or {}), flags.to_dict(), plan.update_time, closed
        )

    async def leave_alone(self, provider: str, seconds: float) -> None:
        """Store that a provider demanded a pause of some seconds; a longer stored pause is kept.

        Raises LeasesUnknown if Firestore does not answer, or if others keep writing.
        """
        reference = self._client.document(paths.INGEST_LIMITS)
        for _ in range(TRIES):
            try:
                snap = await reference.get(**self._options)
                known = limits_of(snap)
                if known.get(provider, (0.0, None))[0] >= seconds:
                    return
                kept = {name: entry for name, (_, entry) in known.items()}
                kept[provider] = {"seconds": seconds, "since": SERVER_TIMESTAMP}
                if snap.exists:
                    guard = LastUpdateOption(snap.update_time)
                    await reference.update({"providers": kept}, option=guard, **self._options)
                else:
                    await reference.create({"providers": kept}, **self._options)
            except REFUSED:
                continue
            except (GoogleAPICallError, *UNCLEAR) as error:
                raise LeasesUnknown("the limits could not be written") from error
            return
        raise LeasesUnknown("the limits could not be written: others write them")

    async def write(self, plan: Plan, token: Any) -> bool:
        """Replace the plan that was read with the next one; return False if another was written
        since.

        Raises LeasesUnknown if Firestore does not answer.
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


def limits_of(snap: Any) -> dict[str, tuple[float, Mapping[str, Any]]]:
    """Return the remaining pause in seconds of each provider, by the server's clock, with its
    stored entry.

    Expired and unreadable entries are left out.
    """
    now, found = server_time(snap), dict[str, tuple[float, Mapping[str, Any]]]()
    stored = (snap.to_dict() or {}).get("providers")
    for name, entry in (stored if isinstance(stored, Mapping) else {}).items():
        since = entry.get("since") if isinstance(entry, Mapping) else None
        seconds = entry.get("seconds") if isinstance(entry, Mapping) else None
        if isinstance(since, datetime) and isinstance(seconds, int | float):
            left = min(float(seconds), LONGEST_RETRY_AFTER * 1.1) - (now - since).total_seconds()
            if left > 0:
                found[name] = left, entry
    return found


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
    """Return the plan in a document; for an empty document the first plan, numbered 0."""
    grants = tuple(
        Grant(each["worker"], each["parts"], each["until"] and utc(each["until"]))
        for each in document.get("grants", ())
    )
    return Plan(document.get("number", 0), document.get("leaderFence", 0), grants)


def utc(stored: datetime) -> datetime:
    """Return a stored time as a plain datetime, so that equal plans compare as equal."""
    return datetime.fromtimestamp(stored.timestamp(), stored.tzinfo)
