import io
import os
import shutil
import signal
import subprocess
import sys
import time

import nbformat
import psutil
import pytest

from workshop.commands import run
from workshop.terminal.progress import Progress

PARAMETERS = ("epochs: int = 6  # passes, 1 to 100", "parameters")
RESULT = ("print(f'after {epochs} epochs')\nprint('accuracy 0.9')", "result")
STAND_IN = (
    "from IPython.display import display\n"
    "display({'text/plain': 'stand-in'}, raw=True, metadata={'workshop': {'stand_in': 'mnist'}})"
)


def originals(course):
    return {path: path.read_bytes() for path in course.notebooks.rglob("*")}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["-p", "epoch", "3"], "Did you mean 'epochs'?"),
        (["-p", "epochs", "0"], "has to be 1 to 100"),
        (["-p", "epochs", "3.5"], "has to be a whole number"),
        (["onne"], "Did you mean '01_one'?"),
        (["--output", "{notebooks}"], "where the originals are"),
        (["--output", "{notebooks}/executed/deep"], "where the originals are"),
        (["--output", "{notebooks}/../notebooks"], "where the originals are"),
        (["--output", "{notebooks}/../a_file"], "cannot be made: File exists"),
        (["--output", "{notebooks}/../a_file/below"], "cannot be made: Not a directory"),
        (["--output", "{notebooks}/../dangling"], "cannot be made: File exists"),
        (["--output", "{notebooks}/../" + 300 * "n"], "cannot be made: File name too long"),
    ],
)
def test_bad_use_is_refused_before_anything_runs(course, no_kernel, arguments, words):
    course.add("01_one", PARAMETERS)
    (course.project / "a_file").touch()
    (course.project / "dangling").symlink_to("nowhere")
    before = originals(course)
    result = course.call("run", *(text.format(notebooks=course.notebooks) for text in arguments))
    assert result.exit_code == 2, result.output
    assert words in " ".join(result.output.split())
    assert originals(course) == before
    assert not (course.project / "executed").exists()


def test_a_parameter_of_the_wrong_type_is_refused_before_anything_runs(course, no_kernel, fault):
    course.add("01_one", ("rate: float = 0.1  # 0.01 to 1\nepochs: int = 6", "parameters"))
    with_comma = course.call("run", "-p", "rate", "0,5")
    assert with_comma.exit_code == 2
    fault("A decimal comma on the command line").is_seen_in(with_comma.output)
    with_point = course.call("run", "-p", "epochs", "0.5")
    assert with_point.exit_code == 2
    fault("A parameter of the wrong type").is_seen_in(with_point.output)


def test_the_parameters_of_notebooks_are_listed_and_nothing_runs(course, no_kernel):
    course.add("01_one", PARAMETERS)
    course.add("02_two", "1")
    result = course.call("run", "--parameters")
    assert result.exit_code == 0
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    assert lines[0] == "01_one" and lines[-1] == "02_two has no parameters."
    assert "parameter kind default meaning" in lines
    assert "epochs int 6 passes, 1 to 100" in lines
    assert not (course.project / "executed").exists()


def test_no_copy_takes_the_place_of_another_or_of_an_original(course, no_kernel, tmp_path):
    course.add("01_one", "print(1)")
    (tmp_path / "elsewhere").mkdir()
    other = shutil.copy(course.notebooks / "01_one.ipynb", tmp_path / "elsewhere")
    twice = course.call("run", "01_one", other)
    beside = course.call("run", other, "--output", tmp_path / "elsewhere")
    assert twice.exit_code == beside.exit_code == 2
    assert "Two of the notebooks are called 01_one" in " ".join(twice.output.split())
    assert "would overwrite the original" in " ".join(beside.output.split())


def test_a_copy_that_cannot_be_written_is_a_failure_and_the_run_goes_on(course, monkeypatch):
    for name in ("01_one", "02_two"):
        course.add(name, "print(1)")

    def write(path, text):
        if path.stem == "01_one":
            raise OSError(28, "No space left on device", str(path))
        really_write(path, text)

    really_write = run.write_whole
    monkeypatch.setattr(run, "write_whole", write)
    result = course.call("run")
    assert result.exit_code == 1
    assert "could not be kept (No space left on device)" in " ".join(result.output.split())
    assert (course.project / "executed" / "02_two.ipynb").is_file()


def test_an_output_folder_reached_by_a_link_is_still_the_notebooks_folder(course, no_kernel):
    course.add("01_one", "1")
    link = course.project / "link"
    link.symlink_to(course.notebooks, target_is_directory=True)
    assert course.call("run", "--output", link / "executed").exit_code == 2


def test_a_kernel_that_cannot_be_started_is_one_sentence(course, monkeypatch, fault):
    course.add("01_one", "print(1)")
    monkeypatch.setattr("jupyter_client.kernelspec.KernelSpec.argv", ["no-such-python"])
    result = course.call("run")
    assert result.exit_code == 2, result.output
    fault("No kernel can be started").is_seen_in(result.stderr)
    assert not list((course.project / "executed").iterdir())


def test_nothing_of_the_users_settings_reaches_a_kernel(course, monkeypatch, tmp_path):
    profile = tmp_path / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.py").write_text(
        "c.InteractiveShell.ast_node_interactivity = 'all'\n"
        "c.InlineBackend.figure_formats = {'svg'}\n"
    )
    (tmp_path / "matplotlibrc").write_text("figure.figsize: 1, 1\n")
    (tmp_path / "startup.py").write_text("print('from the startup file')\n")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("MPLCONFIGDIR", str(tmp_path))
    monkeypatch.setenv("MPLBACKEND", "Agg")
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "startup.py"))
    course.add("01_one", "import matplotlib.pyplot as plt; plt.plot([1, 2]); plt.show()", "1\n2")
    assert course.call("run").exit_code == 0
    copy = nbformat.read(course.project / "executed" / "01_one.ipynb", as_version=4)
    (picture,), (last,) = (cell.outputs for cell in copy.cells)
    assert set(picture.data) == {"image/png", "text/plain"}
    assert picture.data["text/plain"] == "<Figure size 640x480 with 1 Axes>"
    assert last.data["text/plain"] == "2"


def test_the_course_runs_on_after_a_failure_and_the_table_tells(course):
    course.add("01_one", PARAMETERS, "weights = [1]", "\n# a remark\nweights[\n3]")
    course.add("02_two", PARAMETERS, STAND_IN, "block = bytearray(90_000_000)", RESULT)
    before = originals(course)
    result = course.call("run", "-p", "epochs", "2")
    assert result.exit_code == 1, result.output
    one, two = result.stdout.splitlines()[2:4]
    copy = course.project / "executed" / "01_one.ipynb"
    assert "01_one" in one and "FAILED" in one
    assert "cell [4] `# a remark`: IndexError: list index out of range" in one
    assert str(copy) in one
    assert any(
        output.output_type == "error"
        for cell in nbformat.read(copy, as_version=4).cells
        for output in cell.get("outputs", [])
    )
    assert "ok, stand-in: mnist" in two
    assert "after 2 epochs; accuracy 0.9" in two
    assert result.stdout.splitlines()[-1] == f"The executed copies are in {copy.parent}."
    megabytes = float(two.split("mnist")[1].split()[1])
    assert 90 < megabytes < 2000
    assert originals(course) == before
    assert sorted(path.name for path in copy.parent.iterdir()) == ["01_one.ipynb", "02_two.ipynb"]
    # Without a terminal one plain line per notebook, and no bar.
    assert result.stderr.splitlines()[0].startswith("01_one: FAILED")
    assert "\r" not in result.stderr


def test_kernels_leave_the_progress_of_whoever_runs_the_course_alone(course):
    course.add("01_one", ("import os; print(os.environ['WORKSHOP_PROGRESS'])", "result"))
    assert course.call("run").stdout.splitlines()[2].endswith("  off")


def test_a_notebook_runs_in_its_own_folder_and_a_killed_kernel_does_not_stop_the_others(
    course, fault
):
    course.add("01_one", "import os", "os.kill(os.getpid(), 9)")
    course.add("02_two", ("import os; print(os.path.basename(os.getcwd()))", "result"))
    result = course.call("run", "--output", course.project / "copies")
    assert result.exit_code == 1
    one, two = result.stdout.splitlines()[2:4]
    assert "cell [2] `os.kill(os.getpid(), 9)`: " in one
    fault("The kernel is killed in `workshop run`").is_seen_in(one)
    assert "ok" in two and two.endswith("notebooks")


def test_a_parameter_that_only_some_notebooks_have_is_said(course, monkeypatch):
    course.add("01_one", PARAMETERS)
    course.add("02_two", "1")
    monkeypatch.setattr("workshop.commands.run.Run.execute", lambda self: None)
    result = course.call("run", "-p", "epochs", "2")
    assert "The parameter 'epochs' goes to 01_one only." in result.stderr


@pytest.mark.skipif(os.name == "nt", reason="sends SIGINT")
def test_ctrl_c_leaves_no_half_copy_and_no_kernel_and_says_what_was_done(course):
    started = course.project / "started"
    course.add("01_one", ("print('done')", "result"))
    course.add("02_two", f"open({str(started)!r}, 'w').close()", "import time\ntime.sleep(600)")
    process = subprocess.Popen(
        [sys.executable, "-m", "workshop", "--project", str(course.project), "run"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # Where the tests run in the background they were told to ignore it, and so would this.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    try:
        deadline = time.monotonic() + 60
        while not started.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        kernels = psutil.Process(process.pid).children(recursive=True)
        assert kernels
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 130, stderr
    assert "1 of 2 notebooks were done" in stderr
    assert "Traceback" not in stderr
    one, two = stdout.splitlines()[2:4]
    assert "ok" in one and "done" in one
    assert "02_two" in two and "not finished" in two
    assert [path.name for path in (course.project / "executed").iterdir()] == ["01_one.ipynb"]
    assert not psutil.wait_procs(kernels, timeout=10)[1]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("ci", "bar"), [("", True), ("true", False)])
def test_a_terminal_gets_one_bar_but_not_under_ci(monkeypatch, ci, bar):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setenv("CI", ci)
    with Progress(4) as progress:
        progress.notebook("01_one (1 of 1)")
        progress.cell()
        progress.finished("01_one: ok, 1 s")
    assert ("01_one (1 of 1)" in terminal.getvalue()) is bar
    assert ("01_one: ok, 1 s" in terminal.getvalue()) is not bar
