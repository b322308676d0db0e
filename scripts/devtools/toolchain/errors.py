"""The one error of the tool chain: something is not on this machine."""

from __future__ import annotations


class MissingToolError(Exception):
    """What is missing and the remedy, as one line."""

    def __init__(self, missing: str, remedy: str) -> None:
        super().__init__(f"{missing}; {remedy}")
        self.missing = missing
        self.remedy = remedy
