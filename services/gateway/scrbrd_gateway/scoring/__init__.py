"""Scores over REST: a client says what happened, the security rules decide whether it may."""

from scrbrd_gateway.scoring.firestore import FirestoreRest, firestore_url
from scrbrd_gateway.scoring.routes import router
from scrbrd_gateway.scoring.service import Scoring

__all__ = ["FirestoreRest", "Scoring", "firestore_url", "router"]
