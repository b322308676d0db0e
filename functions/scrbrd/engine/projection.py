"""What a projection is to the engine: something that sees each step and ends in documents."""

from collections.abc import Collection, Mapping
from typing import Any, Protocol, TypeVar

from scrbrd.engine.digests import Json

Step_contra = TypeVar("Step_contra", contravariant=True)


class Projection(Protocol[Step_contra]):
    """Documents that follow from the steps of a log, in order; a new one for each replay."""

    def see(self, step: Step_contra) -> None:
        """Take in the next step."""
        ...

    def documents(self) -> Mapping[str, Json]:
        """Return every document by its name, as it is after the last step."""
        ...


class Resumable(Projection[Step_contra], Protocol[Step_contra]):
    """A projection that goes on from a checkpoint, so that a next action needs no earlier one."""

    def memory(self) -> Any:
        """Return what the next step must know of the earlier ones; it is stored with the state."""
        ...

    def kept(self) -> Collection[str]:
        """Return the names of the documents that a later step may still change."""
        ...
