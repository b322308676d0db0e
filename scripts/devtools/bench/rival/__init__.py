"""What is run by the interpreter of somebody else's package; nothing here imports ours."""
