"""Reads and formats the disputes of a match: claims, suggestion and resolution."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from google.cloud.firestore import Client

from admin.books.words import KINDS, claim_text, suggestion_text
from admin.roles.parse_options import format_time
from scrbrd.adapters import paths, queries
from scrbrd.adapters.rpc import read_query
from scrbrd.consensus.dispute import DisputeKind
from scrbrd.consensus.entries import SEATS
from scrbrd.domain.json_types import Json, JsonMap
from scrbrd.domain.match import Inputs

RESOLUTION_TEXTS = {
    "amended": "a scorer amended their entry",
    "majority": "enough scorers say the same",
    "gone": "they differ no more",
    "umpire": "the umpire ruled",
    "video": "ruled by the video",
    "captains": "both captains ruled",
    "abandon": "the ball was given up",
}
"""Text for each `method` by which a dispute was resolved."""


def read_disputes(client: Client, match_id: str, *, is_open: bool) -> list[tuple[str, Json]]:
    """Return the ids and documents of a match's disputes, in order of play.

    With `is_open`, only the open ones.
    """
    query = (
        queries.open_disputes(client, match_id)
        if is_open
        else client.collection(paths.disputes(match_id))
    )
    disputes = [(snap.id, snap.to_dict() or {}) for snap in read_query(client, query)]
    return sorted(disputes, key=lambda each: (order_of(each[1]), each[0]))


def order_of(document: JsonMap) -> tuple[int, int]:
    """Return the innings number and the place of a dispute, which order disputes by play."""
    return number_of(document.get("inningsNumber")), number_of(document.get("place"))


def number_of(value: object) -> int:
    """Return an integer field of a document, or 0 if the value is not an integer."""
    return value if isinstance(value, int) else 0


def dispute_lines(match_id: str, name: str, document: JsonMap, inputs: Inputs) -> Iterator[str]:
    """Yield the lines of a dispute: kind, claims, suggestion and resolution."""
    is_open = document.get("status") == "open"
    blocking = ", holds the log back" if is_open and document.get("blocks") is True else ""
    yield f"{name}: {kind_text(document)}{blocking}; {raised_text(document)}"
    claims = document.get("claims")
    innings = number_of(document.get("inningsNumber"))
    for seat in SEATS:
        claim = claims.get(seat) if isinstance(claims, dict) else None
        if isinstance(claim, dict):
            claim_words = claim_text(match_id, innings, claim, inputs)
            entry = f"{claim.get('personId')} {claim.get('entryId')}"
            yield f"  {seat} ({entry}): {claim_words}{field_text(document, claim)}"
    if document.get("kind") == DisputeKind.PROVIDER:
        yield f"  {totals_text(document)}"
    elif not claims:
        yield "  the claims show when all have spoken"
    suggestion = document.get("suggestion")
    if isinstance(suggestion, dict):
        text = suggestion_text(str(suggestion.get("cause")), suggestion.get("seat"))
        yield f"  it seems to be {text}"
    if not is_open:
        yield f"  resolved {resolution_text(document)}"


def totals_text(document: JsonMap) -> str:
    """Return the totals of data provider and log after the same number of legal balls."""
    provider, log = document.get("provider"), document.get("log")
    if not isinstance(provider, dict) or not isinstance(log, dict):
        return "what the provider says is not in it"
    provider_total, log_total = (
        f"{each.get('runs')} for {each.get('wickets')}" for each in (provider, log)
    )
    balls = log.get("legalBalls")
    source = f"{provider.get('name')} says {provider_total}"
    return f"after {balls} legal balls {source}, the log {log_total}"


def kind_text(document: JsonMap) -> str:
    """Return the kind of a dispute as text, with the fields that differ."""
    kind = document.get("kind")
    text = KINDS[DisputeKind(kind)] if kind in list(DisputeKind) else str(kind)
    fields = document.get("fields")
    names = ", ".join(map(str, fields)) if isinstance(fields, list) else ""
    through = f", to {document['through']}" if document.get("through") else ""
    return f"{text} ({names}{through})" if names or through else text


def field_text(document: JsonMap, claim: JsonMap) -> str:
    """Return a claim's values of the disputed details; empty if the score is disputed."""
    if document.get("kind") != DisputeKind.DETAIL:
        return ""
    fields = document.get("fields")
    names = [str(each) for each in fields] if isinstance(fields, list) else []
    return f" ({', '.join(f'{each} {value_at(claim, each)}' for each in names)})" if names else ""


def value_at(claim: JsonMap, path: str) -> object:
    """Return a field of a claim's ball by its document path, such as `wicket.end`.

    A missing field gives `-`.
    """
    value: object = claim.get("ball")
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return "-" if value is None else value


def raised_text(document: JsonMap) -> str:
    """Return since when a dispute exists, and how often it was raised."""
    count = number_of(document.get("raisedCount"))
    repeated = f", raised {count} times" if count > 1 else ""
    return f"since {time_text(document.get('raisedAt'))}{repeated}"


def resolution_text(document: JsonMap) -> str:
    """Return when and how a dispute was resolved."""
    method = str(document.get("method"))
    number = document.get("rulingNumber")
    ruling = f", ruling {number}" if number is not None else ""
    action = f", action {document['actionId']}" if document.get("actionId") else ""
    time = time_text(document.get("resolvedAt"))
    return f"{time}: {RESOLUTION_TEXTS.get(method, method)}{ruling}{action}"


def time_text(value: object) -> str:
    """Return a time of a document as text."""
    return format_time(value) if isinstance(value, datetime) else "an unknown time"
