"""What can go wrong with an emulator; a missing tool is toolchain's MissingToolError."""

from __future__ import annotations


class EmulatorError(Exception):
    """An emulator did not start, or ended by itself; the message ends with the tail of its log."""


class RulesError(Exception):
    """The emulator found fault with security rules; every issue is in the message, warnings too."""
