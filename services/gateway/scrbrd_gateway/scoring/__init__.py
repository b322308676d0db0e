"""Scores matches over REST: a client states what happened; the security rules decide whether it may
record it."""

from scrbrd_gateway.scoring.firestore import FirestoreRest, firestore_url
from scrbrd_gateway.scoring.routes import router
from scrbrd_gateway.scoring.service import Scoring

__all__ = ["FirestoreRest", "Scoring", "firestore_url", "router"]
