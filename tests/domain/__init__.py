"""The laws of cricket as tests: what each action does, and what a bad log cannot do."""
