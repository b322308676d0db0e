"""Makes what is told of polls that failed; each is measured, and each new reason logged once."""

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
from scrbrd_ingest.ports import CRASHED, NOT_ASKED, FencedOut, Polled, failure_of

log = logging.getLogger(__name__)

IN_A_ROW: Final = 3
"""Answers in a row that lack the match, or of which nothing new can be read, from which on they
count as failures where the match has another provider."""

NOT_THE_PROVIDERS: Final = (
    FencedOut,
    NoSuchMatch,
    ContendedError,
    GoogleAPIError,
    GoogleAuthError,
    OSError,
)
"""What our store raises while an answer is taken in: another provider would not change it."""


class FailedPolls:
    """The polls of one match that failed."""

    def __init__(self, match_id: str, clock: Callable[[], datetime], measures: Measures) -> None:
        self._match_id, self._clock, self._measures = match_id, clock, measures
        self._last = ("", "")
        self._crashes = set[str]()

    async def taken_in(
        self,
        taking_in: Awaitable[Polled],
        provider: str,
        tier: Tier,
        began: datetime,
        phase: Callable[[], Phase],
    ) -> Polled:
        """Return what comes of taking an answer in; one that cannot be counts as none.

        `phase` says where the match stands then. Raises NOT_THE_PROVIDERS.
        """
        try:
            return await taking_in
        except NOT_THE_PROVIDERS:
            raise
        except Exception as error:
            return self.failed_poll(provider, tier, began, phase(), error)

    def failed_poll(
        self, provider: str, tier: Tier, began: datetime, phase: Phase, error: Exception
    ) -> Polled:
        """Return the poll of an answer that did not come, or could not be taken in; measured, and
        logged where it fails otherwise than the one before."""
        failure, retry_after = failure_of(error)
        self._measures.fault(provider, failure)
        if failure == CRASHED:
            self._log_crash(provider, tier, error)
        elif failure != NOT_ASKED and (provider, str(error)) != self._last:
            self._last = provider, str(error)
            log.warning("match %s: %s", self._match_id, error)
        return Polled(
            provider,
            tier,
            began,
            max(0.0, (self._clock() - began).total_seconds()),
            phase=phase,
            failure=failure,
            retry_after=retry_after,
        )

    def _log_crash(self, provider: str, tier: Tier, error: Exception) -> None:
        """Log an exception with its traceback, once for the line that raised it."""
        frames = traceback.extract_tb(error.__traceback__)[-1:]
        key = f"{provider} {type(error).__name__} {[(each.name, each.lineno) for each in frames]}"
        if key not in self._crashes:
            self._crashes.add(key)
            log.error(
                "polling %s of match %s of %s raised; it is tried again",
                tier, self._match_id, provider, exc_info=error,
            )  # fmt: skip
