"""Reads the conditions of a match only when the laws are first needed, which is seldom."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any

from scrbrd.consensus.entries import Totals
from scrbrd.consensus.laws import Laws
from scrbrd.domain.actions import Action


class LazyLaws:
    """The laws of a match, made by `make` at the first use."""

    def __init__(self, make: Callable[[], Laws]) -> None:
        self.make = make

    @cached_property
    def laws(self) -> Laws:
        """The laws."""
        return self.make()

    def expected(self, actions: Sequence[Action], /) -> Mapping[str, Any]:
        """Return the known fields of the next ball after these actions."""
        return self.laws.expected(actions)

    def totals(self, actions: Sequence[Action], /) -> Totals | None:
        """Return the score of the last innings of these actions."""
        return self.laws.totals(actions)
