"""The archive of a match, made when the match is over: `matches/{matchId}/archive/*`.

A summary, every ball with the score after it, and the highlights. All are made only from the steps
of the match and the inputs, so that each can be deleted and made again byte by byte. Super overs
are in the replay and the highlights, and excluded from every figure and ranking.
"""
