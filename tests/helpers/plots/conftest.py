import matplotlib

matplotlib.use("agg")

import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def closed_figures():
    plt.close("all")  # those of tests elsewhere
    yield
    plt.close("all")
