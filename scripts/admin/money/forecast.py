"""Estimates the cost of matches by list prices, from measured counts and stated assumptions. Pure.

Not included: free quotas, discounts, logs, backups, the deletion of the feed after two years, the
disputes and rulings of books, and the leases of the ingest service.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from admin.money.crowd import (
    FOLLOWED,
    GIB,
    Crowd,
    Fleet,
    cached_bill,
    dollars,
    reads_cost,
    sockets_bill,
)
from scrbrd.domain.vocabulary import ValidationTier

BILLED_STEP_MS: Final = 100
"""Cloud Run rounds the billed time of an instance up to this step."""

FUNCTION_GIB: Final = 0.5
FUNCTION_VCPUS: Final = 1.0
"""The resources of every function (functions/scrbrd/triggers/__init__.py)."""

SCHEDULES: Final = 3
SCORERS: Final = {ValidationTier.DUAL: 2, ValidationTier.TRIPLE: 3}
"""The number of books of a match; under the other tiers one scorer writes the log."""


class Way(StrEnum):
    """How spectators follow a match.

    They listen to ticker and events, or to the ticker alone, have a socket of the gateway, or poll
    a cache.
    """

    LISTENERS = "listeners"
    TICKER = "ticker"
    GATEWAY = "gateway"
    CDN = "cdn"


@dataclass(frozen=True, slots=True)
class Season:
    """The matches to estimate.

    `matches` is their number in a month, all of one format; `spectators` is the number at each,
    from first to last ball; `at_once` is the number of matches in play at the same time.
    """

    matches: int
    format: str
    spectators: int
    way: Way
    at_once: int
    tier: ValidationTier = ValidationTier.SINGLE
    is_fed: bool = False

    @property
    def books(self) -> int:
        """Return the number of books of a match; 0 if its scorer writes the log."""
        return SCORERS.get(self.tier, 0)


@dataclass(frozen=True, slots=True)
class Usage:
    """Billed usage of Firestore, network and functions.

    These are documents read and written, bytes sent to the internet, and the seconds and calls of
    functions.
    """

    reads: float = 0.0
    writes: float = 0.0
    egress: float = 0.0
    seconds: float = 0.0
    calls: float = 0.0

    def times(self, number: float) -> Usage:
        """Return the usage multiplied by a number."""
        return Usage(
            self.reads * number,
            self.writes * number,
            self.egress * number,
            self.seconds * number,
            self.calls * number,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the cost, with its usage."""

    name: str
    usage: Usage
    dollars: float


Counts = Mapping[str, Any]
Values = Mapping[str, Any]


def forecast(season: Season, counts: Counts, values: Values, prices: Values) -> list[Part]:
    """Return the cost of a month in parts."""
    matches = season.matches
    usage_of_match = {
        "scoring": scoring_usage(counts, values, season.books, is_fed=season.is_fed),
        **({"books": books_usage(counts, values, season.books)} if season.books else {}),
        "projection": projection_usage(counts, values),
        "end and figures": match_end_usage(counts, values),
        "healing": healing_usage(values, values["hours"][season.format]),
    }
    parts = [
        Part(name, usage.times(matches), usage_cost(usage.times(matches), prices))
        for name, usage in usage_of_match.items()
    ]
    schedules = schedules_usage(values)
    jobs = SCHEDULES * dollars(prices, "scheduler_job_month")
    parts.append(Part("schedules", schedules, usage_cost(schedules, prices) + jobs))
    storage = matches * storage_cost(counts, values, prices, season.books + season.is_fed)
    parts.append(Part("storage", Usage(), storage))
    parts.append(spectators_part(season, counts, values, prices))
    return parts


def scoring_usage(counts: Counts, values: Values, books: int = 0, *, is_fed: bool = False) -> Usage:
    """Return the writes of scoring, and the reads of the rules for them.

    The writer is a scorer's app or the ingest service.

    Under `DUAL` and `TRIPLE` each ball is an entry in two or three books. The rules do not apply to
    the service; for a match in books it writes the provider's balls in addition to the entries.
    """
    writes = counts["actions"] * (1 + values["corrected"])
    entries = writes * (books or 1)
    feed_writes = counts["actions"] * values["feed_ball_writes"] if is_fed else 0
    checked_writes = 0 if is_fed and not books else entries
    return Usage(
        reads=checked_writes * values["rule_reads"],
        writes=entries + feed_writes + counts["lineups"] + 1,
    )


def books_usage(counts: Counts, values: Values, books: int) -> Usage:
    """Return the usage of the functions that update a log from its books, without disputes."""
    balls = counts["actions"] * (1 + values["corrected"])
    entries = balls * books
    return Usage(
        reads=entries * values["book_reads"] + balls * values["book_ball_reads"],
        writes=entries * values["book_writes"] + balls * values["book_ball_writes"],
        seconds=entries * billed_seconds(values["call_milliseconds"]),
        calls=entries,
    )


def projection_usage(counts: Counts, values: Values) -> Usage:
    """Return the usage of the functions for every ball and every correction."""
    actions, ball = counts["actions"], counts["ball"]
    corrected = actions * values["corrected"]
    calls = actions * ball["calls"] + corrected
    return Usage(
        reads=actions * ball["reads"] + corrected * 2,
        writes=actions * ball["writes"] + corrected * values["refold_writes"],
        seconds=calls * billed_seconds(values["call_milliseconds"]),
        calls=calls,
    )


def match_end_usage(counts: Counts, values: Values) -> Usage:
    """Return the usage at the end of a match, including the figures that it changes."""
    end, figures = counts["end"], counts["figures"]
    subjects = figures["subjects"]
    return Usage(
        reads=end["reads"] + subjects * (1 + values["player_matches"]),
        writes=end["writes"] + figures["writes"],
        seconds=end["calls"] * billed_seconds(values["end_call_milliseconds"]),
        calls=end["calls"],
    )


def healing_usage(values: Values, hours: float) -> Usage:
    """Return the reads of the schedules for a match in play and in the day after."""
    looks = hours * 12
    return Usage(reads=looks * values["look_reads"] + values["rest_reads_a_day"])


def schedules_usage(values: Values) -> Usage:
    """Return the usage of the schedules in a month, independent of the matches."""
    calls = values["schedule_calls_a_month"]
    return Usage(calls=calls, seconds=calls * billed_seconds(values["schedule_milliseconds"]))


def billed_seconds(milliseconds: float) -> float:
    """Return the seconds billed for a call that has its instance alone."""
    return float(-(-milliseconds // BILLED_STEP_MS)) * BILLED_STEP_MS / 1000


def usage_cost(usage: Usage, prices: Values) -> float:
    """Return the cost in dollars of reads, writes, egress and functions."""
    per_second = FUNCTION_VCPUS * dollars(prices, "functions_per_vcpu_second")
    per_second += FUNCTION_GIB * dollars(prices, "functions_per_gib_second")
    return (
        reads_cost(usage.reads, prices)
        + usage.writes / 100_000 * dollars(prices, "firestore_writes_per_100000")
        + usage.egress / GIB * dollars(prices, "egress_per_gib")
        + usage.seconds * per_second
        + usage.calls / 1_000_000 * dollars(prices, "functions_per_million_calls")
    )


def storage_cost(counts: Counts, values: Values, prices: Values, copies: int = 0) -> float:
    """Return the cost in dollars a month of storing one match.

    `copies` is the number of further copies of its log: books, or a provider's events.
    """
    log = counts["bytes"]["stored_log"]
    stored = log * (1 + copies) + counts["bytes"]["stored_derived"]
    return float(stored * values["stored_factor"] / GIB * dollars(prices, "firestore_gib_month"))


def spectators_part(season: Season, counts: Counts, values: Values, prices: Values) -> Part:
    """Return the cost of spectators.

    Matches in play at the same time share instances and caches.
    """
    bytes_sent, concurrent_spectators = counts["bytes"], season.spectators * season.at_once
    rounds = season.matches / season.at_once
    crowd = Crowd(
        spectators=concurrent_spectators,
        hours=values["hours"][season.format],
        actions=counts["actions"],
        document_bytes=bytes_sent["sent_ticker"] + bytes_sent["sent_event"],
        message_bytes=values["message_bytes"],
        score_bytes=values["polled_bytes"],
        unchanged_bytes=values["unchanged_bytes"],
        poll_seconds=values["poll_seconds"],
    )
    if season.way in (Way.LISTENERS, Way.TICKER):
        return listening_part(season, crowd, bytes_sent["sent_ticker"], values, prices)
    bill = (
        sockets_bill(crowd, prices, Fleet())
        if season.way is Way.GATEWAY
        else cached_bill(crowd, prices, Fleet())
    )
    # An instance listens to every match in play.
    dollars_per_round = bill.reads * season.at_once + bill.egress + bill.run + bill.requests
    reads = bill.reads * season.at_once / reads_cost(1, prices)
    price = "egress_per_gib" if season.way is Way.GATEWAY else "cdn_per_gib"
    egress = bill.egress / dollars(prices, price) * GIB
    return Part(
        f"spectators by {season.way.value}",
        Usage(reads=reads * rounds, egress=egress * rounds),
        dollars_per_round * rounds,
    )


def listening_part(
    season: Season, crowd: Crowd, ticker_bytes: float, values: Values, prices: Values
) -> Part:
    """Return the cost of listeners of Firestore, including the reads when the page is opened."""
    is_whole = season.way is Way.LISTENERS
    followed, size = (FOLLOWED, crowd.document_bytes) if is_whole else (1, ticker_bytes)
    opening = values["opening_reads"] if is_whole else 1
    people = season.matches * season.spectators
    usage = Usage(
        reads=people * (crowd.actions * followed + opening),
        egress=people * (crowd.actions * size + opening * size / followed),
    )
    return Part(f"spectators by {season.way.value}", usage, usage_cost(usage, prices))


def as_json(season: Season, parts: list[Part], prices: Values) -> dict[str, Any]:
    """Return the estimate as JSON; dollars have two decimals."""
    return {
        "matches": season.matches,
        "format": season.format,
        "spectators": season.spectators,
        "path": season.way.value,
        "tier": str(season.tier),
        "feed": season.is_fed,
        "at_once": season.at_once,
        "reads": round(sum(part.usage.reads for part in parts)),
        "writes": round(sum(part.usage.writes for part in parts)),
        "egress_gib": round(sum(part.usage.egress for part in parts) / GIB, 2),
        "function_seconds": round(sum(part.usage.seconds for part in parts)),
        "function_calls": round(sum(part.usage.calls for part in parts)),
        "dollars": {part.name: round(part.dollars, 2) for part in parts},
        "dollars_a_month": round(sum(part.dollars for part in parts), 2),
        "prices_as_of": prices["as_of"],
        "note": prices["note"],
    }
