"""The administrators' command line of SCRBRD; knows nothing of `devtools` and of the tests."""
