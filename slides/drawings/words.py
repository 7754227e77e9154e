"""Words and numbers, written around a place or beside it."""

from collections.abc import Iterable

from matplotlib.axes import Axes


def write(ax: Axes, x: float, y: float, text: object, size: float, **look: object) -> None:
    """Write a text around a place, or beside it as `ha` and `va` say."""
    ax.text(x, y, text, **({"ha": "center", "va": "center", "fontsize": size} | look))


def write_all(ax: Axes, size: float, texts: Iterable[tuple], **look: object) -> None:
    """Write several texts in one way; each comes with its place, (x, y, text)."""
    for x, y, text in texts:
        write(ax, x, y, text, size, **look)


def signed(value: float, form: str = "g") -> str:
    """Write a number with a minus as wide as a plus."""
    return f"{value:{form}}".replace("-", "−")


def resize_texts(ax: Axes, size: float) -> None:
    """Write what a notebook's plot has written into the axes in another size."""
    for text in ax.texts:
        text.set_fontsize(size)


def bold(ax: Axes, x: float, y: float, text: object, size: float, **look: object) -> None:
    """Write a text in bold."""
    write(ax, x, y, text, size, **({"weight": "bold"} | look))


def beside(ax: Axes, x: float, y: float, text: object, size: float, **look: object) -> None:
    """Write a text that begins at a place."""
    write(ax, x, y, text, size, **({"ha": "left"} | look))
