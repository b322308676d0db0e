"""The public documents of a match in play, for spectators and scorers."""
