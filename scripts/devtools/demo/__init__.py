"""The demo: a real match scored through the emulators and seen by a listener."""
