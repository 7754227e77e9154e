"""Colours that mean the same in every figure, and the one style sheet.

The colours are those of Okabe and Ito's palette, told apart with any colour vision
(M. Okabe and K. Ito, "Color Universal Design", 2008). No figure relies on colour alone:
each class has its marker and each curve its line style too.
"""

import os
import sys
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any

import matplotlib
import matplotlib.pyplot as plt
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

CLASS_0 = "#0072B2"
CLASS_1 = "#E69F00"
INK = "#14202B"
BOUNDARY = INK
TRAINING = "#009E73"
VALIDATION = "#CC79A7"
DESCENT = "#D55E00"
MUTED = "#7F7F7F"

# Negative in blue, positive in orange, and both equally dark for equally large numbers.
SIGNED = LinearSegmentedColormap.from_list(
    "signed", ["#00466F", "#4DA3D4", "white", CLASS_1, "#6E3A00"]
)

CLASS_COLOURS = (CLASS_0, CLASS_1)
CLASS_MARKERS = ("o", "s")


def use() -> None:
    """Draw every following figure in the workshop's style, and in a notebook show it as a PNG.

    What the user's own matplotlibrc says is left out.
    """
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if hasattr(shell, "kernel"):
        _show_below_the_cell(shell)
    with as_file(files("helpers.plots") / "workshop.mplstyle") as style_sheet:
        plt.style.use(["default", style_sheet])


def _show_below_the_cell(shell: Any) -> None:
    """Show figures where the course does, unless ``%matplotlib`` has chosen otherwise."""
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    # Without this variable a kernel sets it itself.
    if "inline" not in os.environ.get("MPLBACKEND", "inline") and not _is_in_notebook():
        shell.enable_matplotlib("inline")
    if "inline" in matplotlib.get_backend():
        set_matplotlib_formats("png")


def _is_in_notebook() -> bool:
    backend = matplotlib.get_backend().lower()
    return ":" in backend or backend in ("inline", "ipympl", "nbagg", "notebook", "widget")


def store_as_jpeg() -> None:
    """Keep the following figures of a notebook as JPEG, for photographs take less room so."""
    from IPython import get_ipython
    from matplotlib_inline.backend_inline import set_matplotlib_formats

    if get_ipython() is not None:
        set_matplotlib_formats("jpeg", pil_kwargs={"quality": 70})


def as_png(figure: Figure) -> bytes:
    """Give a figure as the bytes of a PNG file, cut to what is drawn."""
    stream = BytesIO()
    figure.savefig(stream, format="png", dpi=figure.dpi, bbox_inches="tight")
    return stream.getvalue()
