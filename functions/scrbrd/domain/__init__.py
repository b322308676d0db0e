"""The laws of cricket as a pure fold over a log of actions: no clock, no chance, no Firestore."""
