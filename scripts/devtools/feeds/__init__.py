"""Fakes of providers: servers that tell matches of the log and invented games in a feed's shape.

They are for tests, the replay and the bench; nothing of them is deployed.
"""
