"""Tests of the gateway: its policy without a network, its sockets on the emulators."""
