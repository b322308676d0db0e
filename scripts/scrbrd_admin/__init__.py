"""The administrators' and developers' command line of SCRBRD."""
