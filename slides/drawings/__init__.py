"""The pictures that are drawn for the decks."""
