"""Shows what several scorers' books come to, and rules on what they dispute."""
