import numpy as np

from helpers.checks import cnn_feature_maps as check
from tests.helpers.checks.banks.cnn_feature_maps import WRONG


def test_no_hint_of_the_sizes_gives_the_number_that_is_asked_for():
    for answers, _ in WRONG["sizes"]:
        message = check.sizes(*answers).message
        shown = {str(part) for part in (*np.ravel(answers[0]), *answers[1:])}
        for secret in ("6,012", "6012", "192"):
            assert secret not in message or any(secret in part for part in shown)


def test_a_function_that_changes_its_images_doesnt_change_what_it_is_judged_by():
    def pick_and_spoil(images, labels, label, count):
        chosen = images[labels == label][:count].copy()
        images[:] = 0
        return chosen

    assert check.mended_pick(pick_and_spoil).status == "right"
