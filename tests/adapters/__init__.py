"""Tests of the adapters, on the Firestore emulator."""
