"""The bench: our projection beside a floor, the textbook's way and others, all interleaved."""
