"""What others read, made purely of the folded state and the inputs."""
