"""Every figure of the workshop, in one style. Importing this module switches the style on.

A function that draws takes ``ax=None``, the axes to draw into, or else makes a new figure; it
returns the axes. One that draws several panels takes and returns an array of axes. What can't be
drawn is refused with a ValueError that says what came and what would do.
"""

from helpers.plots import style
from helpers.plots.cells import number_cells
from helpers.plots.convolutions import flattened, kernel_over_maps
from helpers.plots.diagrams import computational_graph, network, sigmoid_neuron_graph
from helpers.plots.hooks import callback_hooks
from helpers.plots.images import confusion_matrix, feature_maps, image_grid, kernels, layer_maps
from helpers.plots.maps import through_the_maps
from helpers.plots.plane import decision_boundary, hidden_space, points, probability_surface
from helpers.plots.results import predicted_against_true, runs
from helpers.plots.training import learning_curves, training_view

__all__ = [
    "callback_hooks",
    "computational_graph",
    "confusion_matrix",
    "decision_boundary",
    "feature_maps",
    "flattened",
    "hidden_space",
    "image_grid",
    "kernel_over_maps",
    "kernels",
    "layer_maps",
    "learning_curves",
    "network",
    "number_cells",
    "points",
    "predicted_against_true",
    "probability_surface",
    "runs",
    "sigmoid_neuron_graph",
    "style",
    "through_the_maps",
    "training_view",
]

style.use()
