"""The feed: what each action brought about."""
