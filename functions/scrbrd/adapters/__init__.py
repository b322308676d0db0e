"""Access to Firestore: paths, codec, packing, queries and stores.

Of the functions only this package and the triggers import Google's libraries.
"""
