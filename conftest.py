"""Brings the workshop's rules for notebooks, and the table of faults, to every test run."""

import os

# What tests answer is no student's progress, in kernels that they start neither.
os.environ["WORKSHOP_PROGRESS"] = "off"

pytest_plugins = ["tests.notebook_plugin", "tests.faults.fixture"]
