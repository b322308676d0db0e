"""Defines the plan of a step for one subject: the documents to create, and its remarks."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.json_types import Json


@dataclass(frozen=True, slots=True)
class Plan:
    """The documents to create by path, in this order, and what to report.

    `refused`: why nothing may be written; empty if it may. `differs`: the documents are written,
    but somebody should look at them. `counts` are summed over all subjects. `is_nothing`: there is
    nothing to migrate. `extra`: data of the step's own.
    """

    subject: str
    writes: dict[str, Json] = field(default_factory=dict)
    refused: str = ""
    differs: bool = False
    details: tuple[str, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    is_nothing: bool = False
    extra: Any = None
