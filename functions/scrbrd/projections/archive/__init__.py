"""The archive of a match, made once it is over: `matches/{matchId}/archive/*`.

A summary, every ball with what stood after it, and the highlights; all made of the steps of the
match and the inputs alone, so that each can be deleted and made again to the same bytes. Super
overs are in the replay and the highlights, and stay out of every figure and ranking.
"""
