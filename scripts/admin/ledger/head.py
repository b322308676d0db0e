"""Formats the head of a ledger for printing. Pure."""

from __future__ import annotations

from scrbrd.projections.live.documents import LedgerHead

GROUP = 8


def head_text(number: int, head: str) -> str:
    """Return `124: 5f0c1b2a 77c0de11 ...`: the number of links, then all 64 digits in groups."""
    groups = [head[start : start + GROUP] for start in range(0, len(head), GROUP)]
    return f"{number}: {' '.join(groups)}"


def head_lines(ledger: LedgerHead | None) -> list[str]:
    """Return the line under a printed scorecard; none for a match without a ledger."""
    return [] if ledger is None else [f"Ledger {head_text(ledger.number, ledger.head)}"]
