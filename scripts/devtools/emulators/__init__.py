"""Runs the Firebase emulators for tests and the demo, on free ports.

`FirestoreEmulator` is the jar alone, ready in about a second. `EmulatorSuite` is firebase-tools'
auth, firestore and functions emulators. Both are context managers that stop every process they
started, and both need `scripts/setup`.
"""

from devtools.emulators.errors import EmulatorError, RulesError
from devtools.emulators.firestore import FirestoreEmulator
from devtools.emulators.ports import free_ports
from devtools.emulators.suite import EmulatorSuite

__all__ = ["EmulatorError", "EmulatorSuite", "FirestoreEmulator", "RulesError", "free_ports"]
