"""Defines the error of the tool chain."""

from __future__ import annotations


class MissingToolError(Exception):
    """A tool or setting is missing on this machine; the message names it and the remedy."""

    def __init__(self, missing: str, remedy: str) -> None:
        super().__init__(f"{missing}; {remedy}")
        self.missing = missing
        self.remedy = remedy
