"""The functions that Firebase calls: a few lines each, everything else is in the handlers."""
