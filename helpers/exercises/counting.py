"""Known mistakes in counting the parameters of a layer, the same ones in every lesson."""

from __future__ import annotations

from helpers.exercises.verdicts import Hint


def mistakes_in_convolution(
    side: int, inputs: int, kernels: int, places: int, pixels: int, maps: str = "maps"
) -> list[tuple[int, Hint]]:
    """List wrong numbers of parameters of a convolution, each with its hint.

    Its kernels of side × side look at `inputs` maps of so many pixels each (the hints may call them
    "channels"), and stand at so many places.
    """
    window = side**2
    weights = window * inputs * kernels
    return [
        (weights, Hint("biases forgotten",
                       "these are the weights. What else does each kernel learn?")),
        (weights + 1, Hint("one bias for all", "one bias for the whole layer is too few: each "
                           "kernel has its own.")),
        # The same number as (window * kernels + 1) * inputs.
        (weights + inputs, Hint(
            "bias for each input", f"were {inputs} and {kernels} swapped, or is there a bias "
            f"for each of the {maps} that come in? {inputs} {maps} come in, {kernels} kernels "
            "look at them. A bias belongs to a kernel.")),
        (weights + kernels * inputs, Hint(
            "bias for each pair", "the weights are right, but a kernel adds up what it sees in "
            f"all {inputs} {maps} first. How many biases does the sum get?")),
        ((window + 1) * kernels, Hint(
            "one input only", f"these kernels see one of the {maps} only. How many come in?")),
        (window * kernels, Hint(
            "one input without biases", f"two things are missing: how many {maps} does each "
            "kernel look at, and what does it add at the end?")),
        (window * inputs + 1, Hint(
            "one kernel only", "this is one kernel with its bias. How many kernels are there?")),
        (window * inputs, Hint(
            "weights of one kernel", "these are the weights of one kernel. How many kernels are "
            "there, and what else do they learn?")),
        ((side * inputs + 1) * kernels, Hint(
            "one row of the kernel", f"a kernel of {side}×{side} has more than {side} weights for "
            f"each of the {maps}.")),
        *_sharing_forgotten(weights, inputs, kernels, places, pixels),
    ]


def _sharing_forgotten(
    weights: int, inputs: int, kernels: int, places: int, pixels: int
) -> list[tuple[int, Hint]]:
    """List what comes out if a kernel doesn't share its weights among all places."""
    dense = Hint("dense layer", "that would be a dense layer: a weight for each pixel. A kernel "
                 "has weights only for its own window.")
    not_shared = Hint("weights not shared", "that counts the weights again at every place. A "
                      "kernel slides: its weights are shared by all places.")
    return [
        ((weights + kernels) * places, not_shared),
        (weights * places, not_shared),
        ((pixels * inputs + 1) * kernels, dense),
        (pixels * inputs * kernels, dense),
        (kernels * places, Hint(
            "outputs counted", "that is how many numbers come out of the layer. The parameters "
            "are what it learns.")),
    ]


def mistakes_in_units(inputs: int, units: int) -> list[tuple[int, Hint]]:
    """List wrong numbers of parameters of a dense layer, each with its hint."""
    weights = inputs * units
    return [
        (weights, Hint("biases forgotten",
                       "these are the weights. What else does every unit learn?")),
        (weights + 1, Hint("one bias for all", "one bias for the whole layer is too few: each "
                           "unit has its own.")),
        (weights + inputs, Hint("bias for each input", "the weights are right. The biases belong "
                                "to the units, not to what comes in.")),
        (inputs + 1, Hint("one unit only", "that is one unit. How many are there?")),
        (units, Hint("weights forgotten", "these are only the biases. Every unit also has a weight "
                     "for each input.")),
        (inputs + units, Hint("inputs plus units", "inputs and units are added here. Every unit "
                              "has a weight for *each* input.")),
    ]
