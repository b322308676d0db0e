"""Defines the error of a preflight."""

from __future__ import annotations


class NotKnown(Exception):
    """What a line asks cannot be known from here; the message says why."""
