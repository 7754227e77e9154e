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


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ([], ["01_perceptron_or_gate", "02_perceptron_linear_regression", "12_lenet_mnist"]),
        *(([name], ["12_lenet_mnist"])
          for name in ("12", "12_lenet_mnist", "12_lenet_mnist.ipynb", "LeNet")),
        (["1"], ["01_perceptron_or_gate"]),
        (["12", "lenet", "1"], ["12_lenet_mnist", "01_perceptron_or_gate"]),
    ],
)
def test_a_notebook_is_found_once_by_what_people_call_it_and_without_names_all(
    named, asked, chosen
):
    assert names(named.choose(asked)) == chosen


def test_a_path_may_lead_to_a_notebook_outside_the_course(named):
    assert names(named.choose([str(named.folder / "scratch.ipynb")])) == ["scratch"]


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
    ("typed", "says"),
    [
        ("lenett", "Did you mean '12_lenet_mnist'"),
        ("12_lenet_mnits", "Did you mean '12_lenet_mnist'"),
        ("linear_regresion", "Did you mean '02_perceptron_linear_regression'"),
        ("7", "No notebook is called '7'"),
        ("perceptron", "01_perceptron_or_gate, 02_perceptron_linear_regression"),
    ],
)
def test_a_name_that_fits_none_or_two_is_refused_with_those_that_may_be_meant(named, typed, says):
    with pytest.raises(BadUse, match=says):
        named.choose([typed])


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
