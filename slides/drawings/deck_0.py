"""The pictures of deck 0, the introduction."""

import numpy as np
from matplotlib.axes import Axes

from helpers import plots
from helpers.plots.style import BOUNDARY, CLASS_0, DESCENT, MUTED, TRAINING
from slides.drawings.parts import arrow, box, centred, measure_in_inches
from slides.drawings.picture import WHOLE_SLIDE, picture


@picture(WHOLE_SLIDE)
def nested_fields(ax: Axes) -> None:
    """Draw deep learning inside machine learning inside artificial intelligence."""
    measure_in_inches(ax)
    frames = [
        (0.1, 0.1, 10.8, 4.1, "Artificial intelligence", "search, hand-written rules", MUTED),
        (2.9, 0.3, 7.8, 2.85, "Machine learning", "lines, trees, neighbours", CLASS_0),
        (5.9, 0.5, 4.6, 1.6, "Deep learning", "networks of many layers", DESCENT),
    ]
    for left, bottom, width, height, name, examples, colour in frames:
        box(ax, left, bottom, width, height, colour)
        top = bottom + height
        ax.text(left + 0.25, top - 0.2, name, va="top", fontsize=21, fontweight="bold")
        ax.text(left + 0.25, top - 0.62, examples, va="top", fontsize=17)


@picture(WHOLE_SLIDE)
def learning_loop(ax: Axes) -> None:
    """Draw the loop of learning: outputs, loss, and a step back to the weights."""
    measure_in_inches(ax)
    boxes = [
        (0.1, 2.6, 1.7, MUTED, "inputs"),
        (2.9, 2.6, 2.3, CLASS_0, "model\nwith weights"),
        (6.3, 2.6, 1.7, CLASS_0, "outputs"),
        (9.1, 2.6, 1.7, DESCENT, "loss:\nhow wrong?"),
        (9.1, 0.3, 1.7, MUTED, "targets"),
        (2.9, 0.3, 2.3, TRAINING, "a small step\ndownhill"),
    ]
    arrows = [
        ((1.8, 3.25), (2.9, 3.25)), ((5.2, 3.25), (6.3, 3.25)), ((8.0, 3.25), (9.1, 3.25)),
        ((9.95, 1.6), (9.95, 2.6)), ((9.1, 2.75), (5.2, 0.95)), ((4.05, 1.6), (4.05, 2.6)),
    ]
    for left, bottom, width, colour, text in boxes:
        box(ax, left, bottom, width, 1.3, colour)
        centred(ax, left + width / 2, bottom + 0.65, text, 18)
    for start, end in arrows:
        arrow(ax, start, end)
    centred(ax, 7.75, 1.15, "which way is better?", 16)
    centred(ax, 3.2, 2.1, "new weights", 16)


@picture(WHOLE_SLIDE)
def straight_and_bent(ax: Axes) -> None:
    """Draw two layers of the same weights without the max and with it."""
    inputs = np.linspace(-3, 3, 241)
    first_weights = np.array([[1, 2], [1, 0], [1, -1.5]])
    second_weights = np.array([0.8, -1.6, 1.7])
    sums = first_weights @ np.vstack([inputs, np.ones_like(inputs)])
    straight, bent = second_weights @ sums, second_weights @ np.maximum(0, sums)
    for slope, constant in first_weights:
        ax.axvline(-constant / slope, color=MUTED, linewidth=1, linestyle=":")
    ax.plot(inputs, straight, "--", color=MUTED, label=r"without: $W_2\,W_1\,x$")
    ax.plot(inputs, bent, color=CLASS_0, linewidth=4, label=r"with: $W_2\,\max(0, W_1\,x)$")
    ax.set(xlabel="input x", ylabel="output f")
    ax.legend(loc="lower right", fontsize=18)


@picture((11.4, 4.4))
def time_line(ax: Axes) -> None:
    """Draw the story from the neuron of 1943 to AlexNet."""
    events = [
        (1943, "bottom", "neuron\nMcCulloch, Pitts"),
        (1957, "top", "perceptron\nRosenblatt"),
        (1969, "bottom", "what one layer\ncan't do\nMinsky, Papert"),
        (1986, "top", "backpropagation\nRumelhart, Hinton,\nWilliams"),
        (1998, "bottom", "LeNet\nLeCun, Bottou,\nBengio, Haffner"),
        (2012, "top", "AlexNet"),
    ]
    ax.axvspan(1969, 1986, ymin=0.4, ymax=0.6, color="#D9D9D9")
    centred(ax, 1977.5, 0.32, "winter", 17, style="italic", color=BOUNDARY)
    arrow(ax, (1934, 0), (2020, 0))
    for year, end, event in events:
        side = 1 if end == "bottom" else -1
        ax.plot([year, year], [0, 0.75 * side], color=CLASS_0, linewidth=2)
        ax.plot(year, 0, "o", color=CLASS_0, markersize=13, markeredgecolor=BOUNDARY)
        look = {"ha": "center", "va": end, "fontsize": 16, "linespacing": 1.25}
        ax.text(year, 0.85 * side, f"{year} · {event}", **look)
    ax.set(xlim=(1932, 2022), ylim=(-2.2, 2.2))
    ax.set_axis_off()


@picture((14, 4.2))
def lenet_layers(ax: Axes) -> None:
    """Draw the layers of LeNet-5."""
    sizes = [(32, 32, 1), (28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), 120, 84, 10]
    steps = ["conv 5×5", "pool 2×2", "conv 5×5", "pool 2×2", "conv\n5×5", "dense", "dense"]
    plots.network(sizes, steps=steps, ax=ax)


@picture((10.5, 3.6))
def alexnet_errors(ax: Axes) -> None:
    """Draw the top-5 errors of 2012 as bars."""
    bars = ax.barh(["the runner-up", "AlexNet"], [26.2, 15.3], color=[MUTED, CLASS_0], height=0.6)
    ax.bar_label(bars, fmt="%.1f %%", padding=8, fontsize=22, fontweight="bold")
    ax.tick_params(axis="y", labelsize=20, length=0)
    ax.grid(False)
    ax.set(xlabel="top-5 error in % (lower is better)", xlim=(0, 31))
