"""Shows the consensus of several scorers' books, and rules on their disputes."""
