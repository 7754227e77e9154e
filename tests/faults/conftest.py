"""The small course of other tests, for the tests of faults."""

from tests.workshop.conftest import course, no_kernel  # noqa: F401
