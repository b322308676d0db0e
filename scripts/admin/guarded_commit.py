"""Commits what follows from documents that were read, where nobody has changed them since."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from google.api_core.exceptions import NotFound

from admin.options import Refusal
from scrbrd.adapters.failures import CONTENDED

CHANGED: Final = (*CONTENDED, NotFound)
"""What a server says where a guard does not hold, or a document is gone that it is on."""


def commit_guarded(commit: Callable[[], object], stands: Callable[[], bool], refusal: str) -> None:
    """Commit under guards; raises Refusal where one of them does not hold.

    The SDK repeats a commit whose answer was lost, and is refused for what it wrote itself: where
    it `stands`, it is written.
    """
    try:
        commit()
    except CHANGED:
        if not stands():
            raise Refusal(refusal) from None
