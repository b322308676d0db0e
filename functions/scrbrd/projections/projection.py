"""Defines what a projection is: documents made of the course of a match."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from scrbrd.projections.steps import Step

Document_co = TypeVar("Document_co", covariant=True)


class Projection(Protocol[Document_co]):
    """Makes documents of a match by name. It sees every step in order of play, each once.

    It is made with what it needs besides: the state that the steps change, the inputs.
    """

    def see(self, _step: Step, /) -> None:
        """Take in one step; nothing where the state after the last one says enough."""
        return

    def documents(self) -> Mapping[str, Document_co]:
        """Return the documents as they are after the last step that was seen."""
        ...
