"""The only importers of Google's libraries: paths, codec, store, clients."""
