"""``python -m slides.drawings`` draws every picture anew, and with ``0 2`` those of these decks."""

import sys

import click

from slides.drawings import DECKS, PICTURES, save


@click.command()
@click.argument("decks", nargs=-1, type=click.Choice(list(DECKS)))
def main(decks: tuple[str, ...]) -> None:
    """Draw the pictures of all DECKS, or of those whose numbers are given."""
    chosen = {DECKS[number].__name__ for number in decks or DECKS}
    for name, picture in PICTURES.items():
        if picture.draw.__module__ in chosen:
            path = save(name)
            click.echo(f"{path.name}  {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
