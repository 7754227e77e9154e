from helpers.checks import keras_classification as check
from tests.helpers.checks.banks.keras_classification import unstable_softmax


def test_large_scores_bring_no_warning(recwarn):
    check.softmax_of_rows(unstable_softmax)
    assert not recwarn.list
