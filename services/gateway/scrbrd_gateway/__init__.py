"""Serves matches over REST, WebSockets and event streams to clients without a Firestore
listener."""
