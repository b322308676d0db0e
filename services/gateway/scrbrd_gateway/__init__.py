"""Serves matches over REST, WebSocket and event streams to those who hold no Firestore listener."""
