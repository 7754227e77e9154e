"""``python -m slides.drawings`` draws every picture anew, and with ``0 2`` those of these decks."""

import sys

from slides.drawings import PICTURES, save

for name, picture in PICTURES.items():
    if not sys.argv[1:] or picture.draw.__module__[-1] in sys.argv[1:]:
        path = save(name)
        print(f"{path.name}  {path.stat().st_size / 1000:.0f} kB")
