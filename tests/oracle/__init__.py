"""A second opinion on scorecards: Cricsheet files recounted by plain loops.

Nothing here knows the scoring engine or its event log, so where the two agree on a real match,
neither is merely repeating the other's mistake.
"""
