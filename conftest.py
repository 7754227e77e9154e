"""Brings the workshop's rules for notebooks to every test run."""

pytest_plugins = ["tests.notebook_plugin"]
