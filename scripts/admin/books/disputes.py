"""Reads and formats the disputes of a match: the claims in words, the suggestion, how it ended."""

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

WAYS = {
    "amended": "a scorer amended their entry",
    "majority": "enough scorers say the same",
    "gone": "they differ no more",
    "umpire": "the umpire ruled",
    "video": "ruled by the video",
    "captains": "both captains ruled",
    "abandon": "the ball was given up",
}
"""How a dispute was resolved, in words, by its `method`."""


def read_disputes(client: Client, match_id: str, *, is_open: bool) -> list[tuple[str, Json]]:
    """Return the disputes of a match by id, in order of play: the open ones, or all."""
    query = (
        queries.open_disputes(client, match_id)
        if is_open
        else client.collection(paths.disputes(match_id))
    )
    found = [(snap.id, snap.to_dict() or {}) for snap in read_query(client, query)]
    return sorted(found, key=lambda each: (order_of(each[1]), each[0]))


def order_of(document: JsonMap) -> tuple[int, int]:
    """Return the innings and the place of a dispute."""
    return number_of(document.get("inningsNumber")), number_of(document.get("place"))


def number_of(value: object) -> int:
    """Return a number of a document; 0 for anything else."""
    return value if isinstance(value, int) else 0


def dispute_lines(match_id: str, name: str, document: JsonMap, inputs: Inputs) -> Iterator[str]:
    """Yield a dispute: what it is about, who claims what, what it seems to be, how it ended."""
    is_open = document.get("status") == "open"
    holds = ", holds the log back" if is_open and document.get("blocks") is True else ""
    yield f"{name}: {kind_text(document)}{holds}; {since(document)}"
    claims = document.get("claims")
    innings = number_of(document.get("inningsNumber"))
    for seat in SEATS:
        claim = claims.get(seat) if isinstance(claims, dict) else None
        if isinstance(claim, dict):
            said = claim_text(match_id, innings, claim, inputs)
            entry = f"{claim.get('personId')} {claim.get('entryId')}"
            yield f"  {seat} ({entry}): {said}{field_text(document, claim)}"
    if document.get("kind") == DisputeKind.PROVIDER:
        yield f"  {totals_text(document)}"
    elif not claims:
        yield "  the claims show when all have spoken"
    suggestion = document.get("suggestion")
    if isinstance(suggestion, dict):
        text = suggestion_text(str(suggestion.get("cause")), suggestion.get("seat"))
        yield f"  it seems to be {text}"
    if not is_open:
        yield f"  resolved {way(document)}"


def totals_text(document: JsonMap) -> str:
    """Return what a data provider says and what the log says, after as many legal balls."""
    provider, log = document.get("provider"), document.get("log")
    if not isinstance(provider, dict) or not isinstance(log, dict):
        return "what the provider says is not in it"
    said, has = (f"{each.get('runs')} for {each.get('wickets')}" for each in (provider, log))
    balls = log.get("legalBalls")
    return f"after {balls} legal balls {provider.get('name')} says {said}, the log {has}"


def kind_text(document: JsonMap) -> str:
    """Return what a dispute is about, with the fields that differ."""
    kind = document.get("kind")
    text = KINDS[DisputeKind(kind)] if kind in list(DisputeKind) else str(kind)
    fields = document.get("fields")
    named = ", ".join(map(str, fields)) if isinstance(fields, list) else ""
    through = f", to {document['through']}" if document.get("through") else ""
    return f"{text} ({named}{through})" if named or through else text


def field_text(document: JsonMap, claim: JsonMap) -> str:
    """Return what a claim says of the details that are disputed; nothing of a score."""
    if document.get("kind") != DisputeKind.DETAIL:
        return ""
    fields = document.get("fields")
    names = [str(each) for each in fields] if isinstance(fields, list) else []
    return f" ({', '.join(f'{each} {value_at(claim, each)}' for each in names)})" if names else ""


def value_at(claim: JsonMap, path: str) -> object:
    """Return a field of a claim's ball by its name in documents, `wicket.end`; `-` for none."""
    value: object = claim.get("ball")
    for step in path.split("."):
        value = value.get(step) if isinstance(value, dict) else None
    return "-" if value is None else value


def since(document: JsonMap) -> str:
    """Return since when a dispute was there, and how often it was raised."""
    count = number_of(document.get("raisedCount"))
    again = f", raised {count} times" if count > 1 else ""
    return f"since {time_text(document.get('raisedAt'))}{again}"


def way(document: JsonMap) -> str:
    """Return when and how a dispute was resolved."""
    method = str(document.get("method"))
    number = document.get("rulingNumber")
    ruling = f", ruling {number}" if number is not None else ""
    action = f", action {document['actionId']}" if document.get("actionId") else ""
    when = time_text(document.get("resolvedAt"))
    return f"{when}: {WAYS.get(method, method)}{ruling}{action}"


def time_text(value: object) -> str:
    """Return a time of a document."""
    return format_time(value) if isinstance(value, datetime) else "an unknown time"
