"""Defines the error of a preflight."""

from __future__ import annotations


class NotKnown(Exception):
    """The answer to a line cannot be determined from here; the message says why."""
