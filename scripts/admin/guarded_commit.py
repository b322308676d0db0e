"""Commits writes that are guarded against concurrent changes of the documents they are based on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from google.api_core.exceptions import NotFound

from admin.options import Refusal
from scrbrd.adapters.failures import CONTENDED

CHANGED: Final = (*CONTENDED, NotFound)
"""Errors of the server if a guard does not hold, or if a guarded document was deleted."""


def commit_guarded(
    commit: Callable[[], object], is_written: Callable[[], bool], refusal: str
) -> None:
    """Commit guarded writes. Raises Refusal if one of the guards does not hold.

    The SDK repeats a commit whose answer was lost, and is then refused because of its own first
    attempt. So `is_written` is called after a refusal: if it returns True, the commit succeeded.
    """
    try:
        commit()
    except CHANGED:
        if not is_written():
            raise Refusal(refusal) from None
