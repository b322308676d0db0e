"""Builds the results of failed polls; counts each failure and logs each new reason once."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Final

from google.api_core.exceptions import GoogleAPIError
from google.auth.exceptions import GoogleAuthError

from scrbrd.engine.contention import ContendedError
from scrbrd_ingest.log.store import NoSuchMatch
from scrbrd_ingest.measures import Measures
from scrbrd_ingest.model import Phase, Tier
from scrbrd_ingest.ports import CRASHED, NOT_ASKED, FencedOut, PollResult, failure_and_wait

log = logging.getLogger(__name__)

IN_A_ROW: Final = 3
"""Number of consecutive answers without the match, or without readable changes, from which they
count as failures if the match has another provider."""

NOT_THE_PROVIDERS: Final = (
    FencedOut,
    NoSuchMatch,
    ContendedError,
    GoogleAPIError,
    GoogleAuthError,
    OSError,
)
"""Errors of our own store while an answer is processed: another provider would not help."""


class FailedPolls:
    """The failed polls of one match."""

    def __init__(self, match_id: str, clock: Callable[[], datetime], measures: Measures) -> None:
        self._match_id, self._clock, self._measures = match_id, clock, measures
        self._last = ("", "")
        self._crashes = set[str]()

    async def guard(
        self,
        processing: Awaitable[PollResult],
        provider: str,
        tier: Tier,
        began: datetime,
        phase: Callable[[], Phase],
    ) -> PollResult:
        """Await the processing of an answer; return a failed result if it raises.

        `phase` returns the phase of the match at that time. Raises NOT_THE_PROVIDERS.
        """
        try:
            return await processing
        except NOT_THE_PROVIDERS:
            raise
        except Exception as error:
            return self.failed_poll(provider, tier, began, phase(), error)

    def failed_poll(
        self, provider: str, tier: Tier, began: datetime, phase: Phase, error: Exception
    ) -> PollResult:
        """Return the result of a poll without a usable answer. The failure is counted, and logged
        if it differs from the previous one."""
        failure, retry_after = failure_and_wait(error)
        self._measures.count_fault(provider, failure)
        if failure == CRASHED:
            self._log_crash(provider, tier, error)
        elif failure != NOT_ASKED and (provider, str(error)) != self._last:
            self._last = provider, str(error)
            is_named = str(error).startswith((f"{provider},", f"{provider}:"))
            text = error if is_named else f"{provider}: {error}"
            log.warning("match %s: %s", self._match_id, text)
        return PollResult(
            provider,
            tier,
            began,
            max(0.0, (self._clock() - began).total_seconds()),
            phase=phase,
            failure=failure,
            retry_after=retry_after,
        )

    def _log_crash(self, provider: str, tier: Tier, error: Exception) -> None:
        """Log an exception with its traceback, once per line that raised it."""
        frames = traceback.extract_tb(error.__traceback__)[-1:]
        key = f"{provider} {type(error).__name__} {[(each.name, each.lineno) for each in frames]}"
        if key not in self._crashes:
            self._crashes.add(key)
            log.error(
                "polling %s of match %s of %s raised; it is tried again",
                tier, self._match_id, provider, exc_info=error,
            )  # fmt: skip
