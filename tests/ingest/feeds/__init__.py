"""Tests of the connectors and of the fake feeds that they are tested against."""
