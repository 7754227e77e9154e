"""A kernel over a photograph: its window is dragged, its weights typed, its feature map fills in.

The browser's half is the file `kernel.js` beside this one; it holds the photograph.
"""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from PIL import Image

from helpers import plots
from helpers.live.figure import LiveFigure

KERNELS = {
    "edges": np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]),
    "blur": np.ones((3, 3)),
    "sharpen": np.array([[0, -1, 0], [-1, 5, -1], [0, -1, 0]]),
}


class Kernel(LiveFigure):
    """A photograph with a window on it, the nine products there, and the feature map.

    Parameters
    ----------
    preset : str
        The kernel at first: "edges", "blur" or "sharpen".
    """

    _esm = Path(__file__).with_suffix(".js")
    title = "a kernel over a photograph"
    preset = traitlets.Unicode().tag(sync=True)

    def __init__(self, preset: str = "edges"):
        if preset not in KERNELS:
            raise ValueError(f"preset is one of {', '.join(KERNELS)}; it came as {preset!r}.")
        super().__init__(preset=preset)

    @staticmethod
    def photograph() -> np.ndarray:
        """Give the photograph in colour: shape (72, 96, 3), bytes."""
        code = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
        (encoded,) = re.findall(r"data:image/png;base64,([^\"]+)", code)
        return np.array(Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGB"))

    def still(self) -> Axes:
        """Draw the photograph, the kernel and the whole feature map."""
        from scipy.signal import correlate2d

        grey = np.rint(self.photograph() @ [0.299, 0.587, 0.114])
        kernel = KERNELS[self.preset]
        output = correlate2d(grey, kernel / (kernel.sum() or 1), mode="valid")
        figure, axes = plt.subplots(1, 3, figsize=(13, 4.2), width_ratios=[5, 3, 5])
        plots.image_grid([grey], ["picture"], [axes[0]], value_range=(0, 255), cmap="gray")
        plots.number_cells(kernel, ax=axes[1])
        axes[1].set_title("kernel")
        look = {"value_range": (0, 255), "cmap": "gray"}
        if kernel.sum() == 0:
            look = {"value_range": (-400, 400), "cmap": plots.style.SIGNED}
        plots.image_grid([output], ["feature map"], [axes[2]], **look)
        return axes[0]
