"""Whole matches: import, log files, printed cards, and the command that scores them."""
