"""The small course and the fetched data set of other tests, for the tests of faults."""

import sys

from tests.faults.table import ROOT

sys.path.insert(0, str(ROOT / "tests" / "helpers" / "data"))

from tests.workshop.conftest import course, no_kernel  # noqa: F401
