import numpy as np

from helpers.checks import cnn_feature_maps as check
from tests.helpers.checks.banks.cnn_feature_maps import WRONG, patches


def test_no_hint_gives_the_receptive_fields():
    for answers, _ in WRONG["receptive_fields"]:
        if isinstance(answers[0], str):
            continue
        message = check.receptive_fields(*answers).message
        assert not {"10", "12", "20"} & set(message.replace(".", " ").split())


def test_a_function_that_changes_its_images_doesnt_change_what_it_is_judged_by():
    def cut_and_spoil(images, maps, count):
        chosen = patches(images, maps, count)
        images[:] = maps[:] = 0
        return chosen

    assert check.best_patches(cut_and_spoil).status == "right"


def test_the_steps_may_be_in_any_form_that_means_the_same():
    yardstick, mine = [0.86, 0.87], [0.881, 0.882, 0.883]
    for steps in ([32, "pool"], (np.int64(32), "Pool"), [32.0, '"pool"']):
        assert check.my_question(steps, mine, "better", yardstick).status == "right"
