"""Makes a log of old balls: runs, positions, batters and dismissals, compared with the old
totals."""
