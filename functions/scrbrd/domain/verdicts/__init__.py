"""What the Laws and the playing conditions say of one action before it counts. Pure."""
