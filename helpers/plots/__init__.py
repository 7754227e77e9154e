"""Every figure of the workshop, in one style. Importing this module switches the style on.

A function that draws takes ``ax=None`` and returns the axes it drew into.
"""

from helpers.plots import style
from helpers.plots.cells import number_cells
from helpers.plots.images import confusion_matrix, feature_maps, image_grid, kernels, layer_maps
from helpers.plots.networks import (
    computational_graph,
    hidden_space,
    layer_stacks,
    probability_surface,
    sigmoid_neuron_graph,
)
from helpers.plots.plane import decision_boundary, decision_regions, points
from helpers.plots.results import error_strips, predicted_against_true
from helpers.plots.training import accuracy_and_time, learning_curves, training_view

__all__ = [
    "accuracy_and_time",
    "computational_graph",
    "confusion_matrix",
    "decision_boundary",
    "decision_regions",
    "error_strips",
    "feature_maps",
    "hidden_space",
    "image_grid",
    "kernels",
    "layer_maps",
    "layer_stacks",
    "learning_curves",
    "number_cells",
    "points",
    "predicted_against_true",
    "probability_surface",
    "sigmoid_neuron_graph",
    "style",
    "training_view",
]

style.use()
