"""Making a log of old balls: runs, positions, who stood where, who was out, and the totals met."""
