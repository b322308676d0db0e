"""Writes a ledger with its records as lines that anybody can verify. Pure.

Line 1 is the header, then one line for each link, then the log: the ids of all actions, and which
of them are voided. Every line is canonical JSON.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from scrbrd.domain.actions import action_id
from scrbrd.domain.ledger.canonical import canonical
from scrbrd.domain.ledger.chain import SCHEME, Ledger, Link, action_of, record_of
from scrbrd.domain.places import Place

Documents = Mapping[Place, Mapping[str, Any]]
"""The actions of a log as they are stored, by place."""


def export_lines(
    match_id: str, ledger: Ledger, links: Sequence[Link], log: Documents
) -> Iterator[str]:
    """Yield the lines of an export; `links` are all links in order, the open ones included.

    Records are made from the log as it is now: where an action was changed in spite of the rules,
    its link does not verify.
    """
    header = {"head": ledger.head, "ledger": SCHEME, "links": ledger.number, "matchId": match_id}
    yield line(header)
    for link in links:
        action = action_of(link.kind, link.place, log.get(link.place), link.void)
        innings, sequence = link.place
        yield line(
            {
                "hash": link.hash,
                "inningsNumber": innings,
                "record": record_of(link.number, link.kind, action),
                "sequenceNumber": sequence,
            }
        )
    is_voided = {action_id(*place): each.get("isVoided") is True for place, each in log.items()}
    yield line({"log": is_voided})


def line(value: Mapping[str, Any]) -> str:
    """Return a value as one line of canonical JSON, with the line feed."""
    return canonical(value) + "\n"
