"""Tests the client packages for app developers, run by Node with the Firebase web SDK."""
