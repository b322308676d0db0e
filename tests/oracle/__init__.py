"""An independent computation of scorecards: Cricsheet files recounted by plain loops.

Nothing here depends on the scoring engine or its event log. If both agree on a real match, they
cannot share a mistake.
"""
