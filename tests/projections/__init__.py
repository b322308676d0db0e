"""Tests the projections, each a pure function of the log and the inputs."""
