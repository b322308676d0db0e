"""Forecasts what matches cost by list prices, from measured counts and stated assumptions. Pure.

Left out: free quotas, discounts, logs, backups, the deletion of the feed after two years; of books
disputes and rulings, of the feeds' service its own leases.
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
"""Cloud Run bills the time of an instance in such steps."""

FUNCTION_GIB: Final = 0.5
FUNCTION_VCPUS: Final = 1.0
"""What every function is given (functions/scrbrd/triggers/__init__.py)."""

SCHEDULES: Final = 3
SCORERS: Final = {ValidationTier.DUAL: 2, ValidationTier.TRIPLE: 3}
"""Books of a match; under the other tiers one scorer writes the log."""


class Way(StrEnum):
    """How spectators follow: each listens to ticker and events, to the ticker alone, has a socket
    of the gateway, or asks a cache."""

    LISTENERS = "listeners"
    TICKER = "ticker"
    GATEWAY = "gateway"
    CDN = "cdn"


@dataclass(frozen=True, slots=True)
class Season:
    """What is asked for: matches of a month, of one format; spectators of each from first to last
    ball, `at_once` matches in play together."""

    matches: int
    format: str
    spectators: int
    way: Way
    at_once: int
    tier: ValidationTier = ValidationTier.SINGLE
    is_fed: bool = False

    @property
    def books(self) -> int:
        """Return the books of a match; 0 where its scorer writes the log."""
        return SCORERS.get(self.tier, 0)


@dataclass(frozen=True, slots=True)
class Usage:
    """What is used: documents, bytes sent to the internet, billed seconds of functions, calls."""

    reads: float = 0.0
    writes: float = 0.0
    egress: float = 0.0
    seconds: float = 0.0
    calls: float = 0.0

    def times(self, number: float) -> Usage:
        """Return so many times as much."""
        return Usage(
            self.reads * number,
            self.writes * number,
            self.egress * number,
            self.seconds * number,
            self.calls * number,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A line of the bill."""

    name: str
    usage: Usage
    dollars: float


Counts = Mapping[str, Any]
Values = Mapping[str, Any]


def forecast(season: Season, counts: Counts, values: Values, prices: Values) -> list[Part]:
    """Return the bill of a month in parts."""
    matches = season.matches
    of_match = {
        "scoring": scoring(counts, values, season.books, is_fed=season.is_fed),
        **({"books": in_books(counts, values, season.books)} if season.books else {}),
        "projection": projection(counts, values),
        "end and figures": ending(counts, values),
        "healing": healing(values, values["hours"][season.format]),
    }
    parts = [
        Part(name, usage.times(matches), usage_cost(usage.times(matches), prices))
        for name, usage in of_match.items()
    ]
    schedules = scheduled(values)
    jobs = SCHEDULES * dollars(prices, "scheduler_job_month")
    parts.append(Part("schedules", schedules, usage_cost(schedules, prices) + jobs))
    stored = matches * storage_cost(counts, values, prices, season.books + season.is_fed)
    parts.append(Part("storage", Usage(), stored))
    parts.append(spectators(season, counts, values, prices))
    return parts


def scoring(counts: Counts, values: Values, books: int = 0, *, is_fed: bool = False) -> Usage:
    """Return what scorers' apps or the feeds' service write, and what the rules read for it.

    Under `DUAL` and `TRIPLE` each ball is an entry in two or three books. A service is asked for
    nothing by the rules; where there are books it writes what it hears beside them.
    """
    writes = counts["actions"] * (1 + values["corrected"])
    entries = writes * (books or 1)
    heard = counts["actions"] * values["feed_ball_writes"] if is_fed else 0
    asked = 0 if is_fed and not books else entries
    return Usage(
        reads=asked * values["rule_reads"],
        writes=entries + heard + counts["lineups"] + 1,
    )


def in_books(counts: Counts, values: Values, books: int) -> Usage:
    """Return what the functions read and write to bring a log to its books, disputes apart."""
    balls = counts["actions"] * (1 + values["corrected"])
    entries = balls * books
    return Usage(
        reads=entries * values["book_reads"] + balls * values["book_ball_reads"],
        writes=entries * values["book_writes"] + balls * values["book_ball_writes"],
        seconds=entries * billed(values["call_milliseconds"]),
        calls=entries,
    )


def projection(counts: Counts, values: Values) -> Usage:
    """Return what the functions read and write for every ball, and for what is corrected."""
    actions, ball = counts["actions"], counts["ball"]
    corrected = actions * values["corrected"]
    calls = actions * ball["calls"] + corrected
    return Usage(
        reads=actions * ball["reads"] + corrected * 2,
        writes=actions * ball["writes"] + corrected * values["refold_writes"],
        seconds=calls * billed(values["call_milliseconds"]),
        calls=calls,
    )


def ending(counts: Counts, values: Values) -> Usage:
    """Return what the end of a match leaves, and the figures that it changes."""
    end, figures = counts["end"], counts["figures"]
    subjects = figures["subjects"]
    return Usage(
        reads=end["reads"] + subjects * (1 + values["player_matches"]),
        writes=end["writes"] + figures["writes"],
        seconds=end["calls"] * billed(values["end_call_milliseconds"]),
        calls=end["calls"],
    )


def healing(values: Values, hours: float) -> Usage:
    """Return what the schedules read of a match in play, and in the day after."""
    looks = hours * 12
    return Usage(reads=looks * values["look_reads"] + values["rest_reads_a_day"])


def scheduled(values: Values) -> Usage:
    """Return what the schedules take in a month, whatever is played."""
    calls = values["schedule_calls_a_month"]
    return Usage(calls=calls, seconds=calls * billed(values["schedule_milliseconds"]))


def billed(milliseconds: float) -> float:
    """Return the seconds billed for a call that shares its instance with no other."""
    return float(-(-milliseconds // BILLED_STEP_MS)) * BILLED_STEP_MS / 1000


def usage_cost(usage: Usage, prices: Values) -> float:
    """Return the dollars for reads, writes, egress and functions."""
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
    """Return the dollars a month for what one match leaves; `copies` of its log are books, or what
    a provider told."""
    log = counts["bytes"]["stored_log"]
    stored = log * (1 + copies) + counts["bytes"]["stored_derived"]
    return float(stored * values["stored_factor"] / GIB * dollars(prices, "firestore_gib_month"))


def spectators(season: Season, counts: Counts, values: Values, prices: Values) -> Part:
    """Return what those who watch cost. Matches in play together share instances and caches."""
    sent, together = counts["bytes"], season.spectators * season.at_once
    rounds = season.matches / season.at_once
    crowd = Crowd(
        spectators=together,
        hours=values["hours"][season.format],
        actions=counts["actions"],
        document_bytes=sent["sent_ticker"] + sent["sent_event"],
        message_bytes=values["message_bytes"],
        score_bytes=values["polled_bytes"],
        unchanged_bytes=values["unchanged_bytes"],
        poll_seconds=values["poll_seconds"],
    )
    if season.way in (Way.LISTENERS, Way.TICKER):
        return listening(season, crowd, sent["sent_ticker"], values, prices)
    bill = (
        sockets_bill(crowd, prices, Fleet())
        if season.way is Way.GATEWAY
        else cached_bill(crowd, prices, Fleet())
    )
    # An instance listens to every match in play.
    each = bill.reads * season.at_once + bill.egress + bill.run + bill.requests
    reads = bill.reads * season.at_once / reads_cost(1, prices)
    price = "egress_per_gib" if season.way is Way.GATEWAY else "cdn_per_gib"
    egress = bill.egress / dollars(prices, price) * GIB
    return Part(
        f"spectators by {season.way.value}",
        Usage(reads=reads * rounds, egress=egress * rounds),
        each * rounds,
    )


def listening(
    season: Season, crowd: Crowd, ticker_bytes: float, values: Values, prices: Values
) -> Part:
    """Return what listeners of Firestore cost, the opening of the page included."""
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
    """Return the forecast as one object; dollars with two decimals."""
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
