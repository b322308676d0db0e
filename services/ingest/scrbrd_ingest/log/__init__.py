"""Computes the log writes for a provider's events: appends, corrections, voids, insertions. Pure.

Start reading at `decision.decide`. `slots` reads the log as slots that can each hold an action;
`target` determines what they should hold; `alignment` finds the fewest writes between the two, and
`write_plan` builds the actions. If people score the match, `score_difference` compares the scores
instead.
"""
