"""Tests of the consensus of several scorers."""
