"""The weights of the figure that reads digits come from notebook 12's own cells."""

from workshop.notebooks import lenet
from workshop.notebooks.course import find_course


def test_only_what_the_trained_network_rests_on_is_run():
    code = lenet.code_of(find_course())
    assert "lenet = compiled_lenet(OneCycle(peak=0.12, steps=steps), momentum=0.9)" in code
    assert "history = lenet.fit(centre(digits.train_images), digits.train_labels" in code
    assert "seed: int = 1" in code
    assert "\nepochs = 6\nsteps = count_steps(digits.train_images, epochs)" in code
    assert not any(word in code for word in ("shifted_lenet", "check.", "test_images", "Lenet("))


def test_the_network_that_the_code_leaves_is_the_one_to_be_saved(monkeypatch):
    monkeypatch.setattr(lenet, "code_of", lambda course: "lenet = 'trained'")
    assert lenet.train(find_course()) == "trained"
