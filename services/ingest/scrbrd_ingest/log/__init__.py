"""Brings what a provider says into the log: what to append, correct, void and put in. Pure.

Begin with `decision.decide`. `slots` reads the log as places that can hold an action; `target` says
what should stand in them; `alignment` finds the fewest writes between the two, and `planning` makes
the documents. Where people score the match, `comparing` compares instead.
"""
