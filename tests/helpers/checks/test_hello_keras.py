import numpy as np
import pytest

from helpers.checks import hello_keras as check
from tests.helpers.checks.banks.hello_keras import built


def test_a_model_that_the_student_mended_is_left_with_weights_that_it_learned():
    model = built()()
    check.mended_model(lambda: model)
    assert np.ravel(model.get_weights()[0])[0] == pytest.approx(2, abs=0.02)
