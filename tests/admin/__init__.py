"""Tests of the administrators' command line, many of them on the emulators."""
