"""The pictures of the decks, one file for each deck: ``python -m slides.drawings`` draws them.

What they share stands beside them: sheets, words, shapes, images and motifs. `picture` saves them.
"""

from slides.drawings import deck_0, deck_1, deck_2, deck_3, deck_4  # noqa: F401
from slides.drawings.picture import PICTURES, save

__all__ = ["PICTURES", "save"]
