"""Finds or installs the tools for development on this machine: `scripts/setup`.

It runs on the system's Python before anything is installed, so it imports the standard library
only.
"""
