"""Fakes of data providers: servers that publish recorded matches and invented games.

Each answers in the format of a real feed. They are for tests, the replay and the bench, and are
never deployed.
"""
