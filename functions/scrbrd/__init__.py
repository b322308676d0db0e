"""SCRBRD: live cricket scoring on Firestore. The log of scoring actions is the only truth."""
