"""The bench: compares our projection with a floor, the textbook's solution and others."""
