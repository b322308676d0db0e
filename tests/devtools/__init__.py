"""Tests the developers' tools; all of them have the marker `devtools`."""
