"""What the workshop's notebooks share: data, plots, checks and devices.

Nothing here teaches: the algorithms of a lesson stand in its notebook.
"""

import os
import sys

# pip refuses an older Python, but a notebook may find this folder without pip.
if sys.version_info < (3, 11):  # noqa: UP036
    raise ImportError(
        f"The workshop needs Python 3.11, 3.12 or 3.13, and this is {sys.version.split()[0]}. "
        "Close this JupyterLab and start the course's own with: make lab"
    )

from helpers.backend import hush_tensorflow, prepare_keras

__version__ = "1.0.0"

# TensorFlow reads these when it is first imported, so they have to be set before that.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_FORCE_GPU_ALLOW_GROWTH", "true")
os.environ.setdefault("XLA_PYTHON_CLIENT_PREALLOCATE", "false")

hush_tensorflow()
prepare_keras()
