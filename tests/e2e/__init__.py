"""Tests of everything together, on the whole Emulator Suite."""
