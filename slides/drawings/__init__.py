"""The pictures of the decks, one file for each deck: ``python -m slides.drawings`` draws them."""

from slides.drawings import deck_0, deck_1, deck_2, deck_3
from slides.drawings.picture import PICTURES, save

DECKS = {"0": deck_0, "1": deck_1, "2": deck_2, "3": deck_3}

__all__ = ["DECKS", "PICTURES", "save"]
