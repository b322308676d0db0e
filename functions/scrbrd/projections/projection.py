"""Defines a projection: an object that makes documents from the steps of a match."""

from collections.abc import Mapping
from typing import Protocol, TypeVar

from scrbrd.projections.steps import Step

Document_co = TypeVar("Document_co", covariant=True)


class Projection(Protocol[Document_co]):
    """Makes documents of a match by name, from every step in order of play, each given once.

    The constructor gets whatever else it needs: the state that the steps change, the inputs.
    """

    def add_step(self, _step: Step, /) -> None:
        """Process one step; does nothing if the state after the last step is sufficient."""
        return

    def documents(self) -> Mapping[str, Document_co]:
        """Return the documents as they are after the last step."""
        ...
