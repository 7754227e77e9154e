"""Four trainings of the playground that went wrong, and a healthy one, drawn without their causes.

A student who reads this file has the answers to an exercise of notebook 13.
"""

from __future__ import annotations

import matplotlib.pyplot as plt

from helpers.live.playground import Playground, draw_curve, draw_network, draw_plane

RELU = {"data": "circles", "hidden": [3], "activation": "relu"}
NOISY = {"data": "xor", "noise": 0.8, "test": 0.9, "hidden": [8, 8]}
PATIENTS = {
    "healthy": (200, {**RELU, "seed": 9, "draw": 9}),
    "patient A": (200, {**RELU, "seed": 10, "draw": 10}),
    "patient B": (500, {**NOISY, "seed": 3, "draw": 3}),
    "patient C": (200, {"data": "circles", "hidden": [4], "penalty": "L2", "strength": 0.1}),
    "patient D": (60, {"data": "circles", "hidden": [4], "rate": 10, "seed": 3, "draw": 3}),
}
HIGHEST = 2  # of the losses that are drawn


def draw_patients() -> None:
    """Train the five and draw for each its losses, its network and its output."""
    figure = plt.figure(figsize=(15, 11), layout="none", dpi=64)
    for k, (name, (epochs, settings)) in enumerate(PATIENTS.items()):
        playground = Playground(**settings)
        playground.train(epochs)
        left = 0.055 + 0.192 * k
        curve = figure.add_axes((left, 0.74, 0.16, 0.21))
        draw_curve(curve, playground, HIGHEST)
        curve.set_title(name, fontsize=20, fontweight="bold")
        curve.tick_params(labelsize=15)
        curve.set_xticks([0, epochs // 2, epochs])
        curve.set_xlabel(f"{epochs} epochs", fontsize=16)
        curve.set_ylabel("loss" if k == 0 else "", fontsize=17)
        if k:
            curve.set_yticklabels([])
        else:
            curve.legend(fontsize=16, frameon=False, loc="upper right", borderaxespad=0)
        draw_network(figure, playground, (left - 0.012, 0.25, 0.184, 0.41), names=False)
        plane = figure.add_axes((left, 0.01, 0.16, 0.22))
        draw_plane(plane, playground, size=3.5)
        plane.set(xticks=[], yticks=[], xlabel="", ylabel="")
    plt.show()
