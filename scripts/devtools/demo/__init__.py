"""The demo: a recorded match scored through the emulators and received by a listener."""
