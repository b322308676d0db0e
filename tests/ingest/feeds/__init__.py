"""Tests of the connectors and of the fakes that they are proved on."""
