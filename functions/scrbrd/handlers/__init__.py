"""Use cases: what happens when something moved, told to ports and never to Firestore itself."""
