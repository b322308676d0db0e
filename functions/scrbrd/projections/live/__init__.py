"""What spectators and scorers see of a match in play."""
