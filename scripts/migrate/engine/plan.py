"""Defines the plan of a step for one subject: what it would write, and its remarks."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from scrbrd.domain.json_types import Json


@dataclass(frozen=True, slots=True)
class Plan:
    """Documents to be created at their paths, in this order, and what to say.

    `refused` tells why nothing may be written; `differs` where somebody should look although it is
    written. `counts` add up over all subjects.
    """

    subject: str
    writes: dict[str, Json] = field(default_factory=dict)
    refused: str = ""
    differs: bool = False
    details: tuple[str, ...] = ()
    counts: Counter[str] = field(default_factory=Counter)
    is_nothing: bool = False
    extra: Any = None
