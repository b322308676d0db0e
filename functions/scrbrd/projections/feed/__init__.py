"""The feed: the events that each action caused."""
