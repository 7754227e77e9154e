"""A pole on a cart, balanced by hand, by a tossed coin, by a neuron and by a network, side by side.

The browser's half is the file `pole.js` beside this one.
"""

from __future__ import annotations

from pathlib import Path

import gymnasium
import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from helpers.live.figure import LiveFigure
from helpers.plots.style import CLASS_0, CLASS_1, INK, MUTED

POSES = 12  # of an episode in the still picture, pale, before the last one
SEED = 3  # of its start


class Pole(LiveFigure):
    """One lane for each way to balance the pole; the reader pushes with the arrow keys.

    Parameters
    ----------
    neuron : array_like, shape (4,) or (0,)
        Weights of position, velocity, angle and angular velocity: right if the sum is positive.
        Empty for no such lane.
    network : list of arrays, shapes (4, n), (n,), (n,) and ()
        Weights and biases of n tanh units, then those of the output: right if its sum is positive.
        Empty for no such lane.
    """

    _esm = Path(__file__).with_suffix(".js")
    title = "a pole on a cart"
    neuron = traitlets.List().tag(sync=True)
    network = traitlets.List().tag(sync=True)

    def __init__(self, neuron: ArrayLike = (), network: list | tuple = ()):
        super().__init__(
            neuron=np.asarray(neuron, dtype=float).tolist(),
            network=[np.asarray(values, dtype=float).tolist() for values in network],
        )

    def policies(self) -> dict[str, object]:
        """Give each lane's policy but the reader's: a function from a state to 0 or 1."""
        rng = np.random.default_rng(SEED)
        found = {"a tossed coin": lambda state: int(rng.integers(2))}
        if self.neuron:
            found["a neuron"] = lambda state: int(np.dot(self.neuron, state) > 0)
        if self.network:
            w, b, v, c = map(np.array, self.network)
            found["your network"] = lambda state: int(np.tanh(state @ w + b) @ v + c > 0)
        return found

    def still(self) -> Axes:
        """Draw each lane's episode from one start: the poles of its steps, the last one strong."""
        policies = self.policies()
        _, axes = plt.subplots(len(policies), figsize=(10, 2.7 * len(policies)), squeeze=False)
        for ax, (name, policy) in zip(axes[:, 0], policies.items(), strict=True):
            states = episode(policy)
            for step in np.linspace(0, len(states) - 1, POSES).astype(int):
                draw_pole(ax, states[step], alpha=0.15)
            draw_pole(ax, states[-1], alpha=1)
            fell = len(states) < 500
            ax.set_title(f"{name}: {'fell after ' if fell else ''}{len(states)} steps")
        axes[-1, 0].set_xlabel("position of the cart, m")
        return axes[0, 0]


def episode(policy: object) -> np.ndarray:
    """Play an episode of CartPole and give its states, shape (steps, 4)."""
    world = gymnasium.make("CartPole-v1")
    state, _ = world.reset(seed=SEED)
    states, over = [], False
    while not over:
        state, _, fallen, time_up, _ = world.step(policy(state))
        states.append(state)
        over = fallen or time_up
    return np.array(states)


def draw_pole(ax: Axes, state: ArrayLike, alpha: float) -> None:
    """Draw cart and pole of one state, and its limits."""
    position, _, angle, _ = state
    ax.plot([-2.4, 2.4], [0, 0], color=MUTED, lw=1.5, zorder=0)
    ax.plot([-2.4, 2.4], [0, 0], "|", color=INK, ms=20, mew=3, zorder=0)
    for lean in np.radians([-12, 12]) if alpha == 1 else ():
        ends = [position, position + 1.15 * np.sin(lean)], [0, 1.15 * np.cos(lean)]
        ax.plot(*ends, ":", color=INK, lw=1.5)
    pole = [position, position + np.sin(angle)], [0, np.cos(angle)]
    ax.plot(*pole, color=CLASS_1, lw=7, alpha=alpha, solid_capstyle="round")
    ax.plot(position, 0, "s", color=CLASS_0, ms=22, alpha=alpha)
    ax.set(xlim=(-2.6, 2.6), ylim=(-0.25, 1.25), aspect="equal", xticks=[-2.4, 0, 2.4], yticks=[])
    ax.grid(False)
