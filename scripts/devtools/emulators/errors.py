"""Defines the errors of emulators. A missing tool is the toolchain's MissingToolError."""

from __future__ import annotations


class EmulatorError(Exception):
    """An emulator did not start, or stopped unexpectedly; the message ends with its last lines."""


class RulesError(Exception):
    """The emulator reported issues in security rules; the message has all, warnings included."""
