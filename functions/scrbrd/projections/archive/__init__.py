"""What a match leaves behind, told once it is over: `matches/{matchId}/archive/*`.

A summary, every ball with what stood after it, and the highlights; all made of the course of the
match and the inputs alone, so that each can be deleted and made again to the same bytes. Super
overs are told in the replay and the highlights, and stay out of every figure and ranking.
"""
