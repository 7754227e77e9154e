"""What the workshop's notebooks share: data, plots, checks and devices.

Nothing here teaches: the algorithms of a lesson stand in its notebook.
"""

import os

from helpers.quiet import hush_tensorflow

__version__ = "0.1.0"

# TensorFlow reads these when it is first imported, so they have to be set before that.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

hush_tensorflow()
