"""Keeps the plan, `provider_plans/current`, and who is to be left alone, `provider_plans/limits`;
reads them with the flags, `config/ingest`."""

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
from scrbrd_ingest.scheduling.ports import Posted


class FirestoreBoard:
    """The plan and the flags of one project."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client
        self._options: dict[str, Any] = {"retry": None, "timeout": CALL_SECONDS}

    async def read(self) -> Posted:
        """Return what is posted. Raises LeasesUnknown where Firestore does not answer."""
        names = (paths.INGEST_PLAN, paths.INGEST_FLAGS, paths.INGEST_LIMITS)
        wanted = [self._client.document(each) for each in names]
        try:
            snaps = [each async for each in self._client.get_all(wanted, **self._options)]
        except (GoogleAPICallError, *UNCLEAR) as error:
            raise LeasesUnknown("the plan could not be read") from error
        by_path = {snap.reference.path: snap for snap in snaps}
        plan, flags, limits = (by_path[each.path] for each in wanted)
        closed = {name: seconds for name, (seconds, _) in limits_of(limits).items()}
        return Posted(plan_of(plan.to_dict() or {}), flags.to_dict(), plan.update_time, closed)

    async def leave_alone(self, provider: str, seconds: float) -> None:
        """Post that a provider has said to be left alone; what was said for longer stays.

        Raises LeasesUnknown where Firestore does not answer, or others write all the time.
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


def limits_of(snap: Any) -> dict[str, tuple[float, Mapping[str, Any]]]:
    """Return for how many seconds providers are still to be left alone, by the server's clock, with
    what is stored of each; what has gone by, or cannot be read, is left out."""
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
    """Return the plan in a document; the first one, numbered 0, of an empty document."""
    grants = tuple(
        Grant(each["worker"], each["parts"], each["until"] and utc(each["until"]))
        for each in document.get("grants", ())
    )
    return Plan(document.get("number", 0), document.get("leaderFence", 0), grants)


def utc(stored: datetime) -> datetime:
    """Return a stored time as a plain one, so that plans compare as equal."""
    return datetime.fromtimestamp(stored.timestamp(), stored.tzinfo)
