"""Brings the workshop's rules for notebooks, and the table of faults, to every test run."""

import os

# What tests answer is no student's progress, in kernels that they start neither.
os.environ["WORKSHOP_PROGRESS"] = "off"

# Tests talk to servers of their own, past any proxy of this network.
for name in ("no_proxy", "NO_PROXY"):
    os.environ[name] = ",".join(filter(None, ["127.0.0.1,localhost", os.environ.get(name)]))

pytest_plugins = ["tests.notebook_plugin", "tests.faults.fixture"]
