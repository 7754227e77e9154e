import pytest

from workshop.notebooks.course import Course, find_course
from workshop.terminal.errors import BadUse


@pytest.fixture
def named(course):
    for name in ("01_perceptron_or_gate", "02_perceptron_linear_regression", "12_lenet_mnist"):
        course.add(name, "1")
    course.add("scratch", "1")
    return Course(course.project)


def names(notebooks):
    return [notebook.name for notebook in notebooks]


def test_without_names_the_whole_course_is_chosen_in_order(named):
    assert names(named.choose([])) == [
        "01_perceptron_or_gate",
        "02_perceptron_linear_regression",
        "12_lenet_mnist",
    ]


@pytest.mark.parametrize(
    "name",
    ["12", "12_lenet_mnist", "12_lenet_mnist.ipynb", "LeNet"],
)
def test_a_notebook_is_found_by_what_people_call_it(named, name):
    assert names(named.choose([name])) == ["12_lenet_mnist"]


def test_a_leading_zero_may_be_left_out(named):
    assert names(named.choose(["1"])) == ["01_perceptron_or_gate"]


def test_a_path_may_lead_to_a_notebook_outside_the_course(named):
    assert names(named.choose([str(named.folder / "scratch.ipynb")])) == ["scratch"]


def test_a_notebook_named_twice_runs_once(named):
    assert names(named.choose(["12", "lenet", "1"])) == ["12_lenet_mnist", "01_perceptron_or_gate"]


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("../x.ipynb", "There is no notebook ../x.ipynb"),
        ("nothere/perceptron_or_gate.ipynb", "Did you mean '01_perceptron_or_gate'"),
        ("notebooks/12", "There is no notebook notebooks/12"),
        ("lenet.ipynb", "Did you mean '12_lenet_mnist'"),
        (".", "No notebook is called"),
        ("./" + 300 * "n", "There is no notebook"),
    ],
)
def test_what_looks_like_a_path_is_never_taken_for_a_part_of_a_name(named, path, says, fault):
    with pytest.raises(BadUse) as caught:
        named.choose([path])
    assert says in str(caught.value)
    if path.startswith("nothere"):
        fault("A path with no notebook at its end").is_seen_in(str(caught.value))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lenett", "12_lenet_mnist"),
        ("12_lenet_mnits", "12_lenet_mnist"),
        ("linear_regresion", "02_perceptron_linear_regression"),
    ],
)
def test_a_wrong_name_gets_the_nearest_right_one(named, typed, meant):
    with pytest.raises(BadUse, match=f"Did you mean '{meant}'"):
        named.choose([typed])


def test_a_number_that_no_notebook_has_is_refused(named):
    with pytest.raises(BadUse, match="No notebook is called '7'"):
        named.choose(["7"])


def test_a_part_that_two_notebooks_share_is_refused_with_both_names(named):
    with pytest.raises(BadUse, match="01_perceptron_or_gate, 02_perceptron_linear_regression"):
        named.choose(["perceptron"])


@pytest.mark.parametrize("text", [b"not JSON", b'{"a": 1}', b"[]", b"\xff\xfe", b'{"nbformat": 4}'])
def test_a_file_that_is_no_notebook_is_named(named, text, fault):
    (named.folder / "12_lenet_mnist.ipynb").write_bytes(text)
    with pytest.raises(BadUse) as caught:
        _ = named.choose(["12"])[0].content
    assert "12_lenet_mnist.ipynb" in str(caught.value) and "\n" not in str(caught.value)
    fault("A file that is no notebook").is_seen_in(str(caught.value))


def test_an_installed_package_finds_the_course_from_the_current_folder_upward(
    named, tmp_path, monkeypatch
):
    installed = tmp_path / "site-packages" / "workshop" / "notebooks" / "course.py"
    monkeypatch.setattr("workshop.notebooks.course.__file__", str(installed))
    below = named.project / "data" / "cache"
    below.mkdir(parents=True)
    monkeypatch.chdir(below)
    assert find_course().project == named.project.resolve()
