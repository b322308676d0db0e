"""Tests of what app developers get, run by Node with the Firebase web SDK on the real emulators."""
