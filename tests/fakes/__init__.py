"""In-memory fakes; tests/adapters runs the same contract tests on them and on the real stores."""
