"""The public documents of a match, as pure functions of the folded state and the inputs."""
