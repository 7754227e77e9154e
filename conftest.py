"""Brings the workshop's rules for notebooks, and the table of faults, to every test run."""

pytest_plugins = ["tests.notebook_plugin", "tests.faults.fixture"]
