"""What never happens in the course's own code, and whose code the commands run."""

import ast
import re

import nbformat
import pytest

from tests.faults.table import ROOT

SOURCES = sorted([*ROOT.glob("helpers/**/*.py"), *ROOT.glob("workshop/**/*.py")])
UNPICKLING = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}
FORBIDDEN_CALLS = {
    "eval", "exec", "__import__", "mktemp", "extractall", "unpack_archive", "system",
    "popen", "read_pickle", "unsafe_load", "full_load", "enable_unsafe_deserialization",
    "import_module", "getoutput", "getstatusoutput", "create_subprocess_shell", "run_path",
    "run_module",
}  # fmt: skip


def dangers(source: str) -> list[str]:
    """Name every place that would run or unpickle what comes from outside."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.split(".")[0] in UNPICKLING]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in UNPICKLING:
            found.append(node.module)
        elif isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            settings = {one.arg: ast.unparse(one.value) for one in node.keywords}
            last = called.rpartition(".")[2]
            if last in FORBIDDEN_CALLS or called in ("compile", "builtins.compile"):
                found.append(called)
            if called.startswith("yaml.") and last == "load" and "Safe" not in str(settings):
                found.append(called)
            if settings.get("allow_pickle", "False") != "False":
                found.append(f"{called}(allow_pickle=…)")
            if called in ("np.load", "numpy.load") and len(node.args) > 2:
                found.append(f"{called}(allow_pickle=…)")
            if called == "torch.load":
                found.append(called)
            if ast.unparse(node).startswith(("subprocess.run(['sh'", "subprocess.Popen(['sh'")):
                found.append(f"{called}(sh)")
            if settings.get("shell", "False") != "False":
                found.append(f"{called}(shell=…)")
            if settings.get("safe_mode", "True") != "True":
                found.append(f"{called}(safe_mode=…)")
    return found


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_is_unpickled_evaluated_or_handed_to_a_shell(path):
    assert dangers(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(ROOT.glob("notebooks/*.ipynb")), ids=lambda path: path.stem)
def test_no_notebook_unpickles_evaluates_or_calls_a_shell(path):
    for cell in nbformat.read(path, as_version=4).cells:
        if cell.cell_type == "code":
            assert dangers_of_a_cell(cell.source) == [], cell.source


def dangers_of_a_cell(source: str) -> list[str]:
    """Name what `dangers` finds in a cell, every shell line, and magic that the course lacks."""
    shell = re.findall(r"(?m)^\s*(!.*|%%.*)$", source)
    magic = re.findall(r"(?m)^\s*%(\w+)", source)
    unknown = [name for name in magic if name not in ("pip", "load_ext", "tensorboard")]
    if shell or unknown:
        return [*shell, *unknown]
    return dangers(re.sub(r"(?m)^(\s*)%.*$", r"\1pass", source))


@pytest.mark.parametrize(
    "danger",
    [
        "import pickle", "from joblib import load", "eval(answer)", "np.load(f, allow_pickle=True)",
        "yaml.load(text)", "subprocess.run(line, shell=True)", "archive.extractall(folder)",
        "tempfile.mktemp()", "keras.saving.load_model(path, safe_mode=False)", "os.system(line)",
        "pd.read_pickle(path)", "builtins.compile(text, '', 'exec')", "import_module('pickle')",
        "subprocess.getoutput(line)", "runpy.run_path(path)", "np.load(f, None, True)",
        "subprocess.run(['sh', '-c', line])", "torch.load(path)", "create_subprocess_shell(line)",
    ],
)  # fmt: skip
def test_this_search_would_find_it(danger):
    assert dangers(danger)


@pytest.mark.parametrize(
    "cell", ["%%bash\nls", "!ls", "%pip list\nimport pickle", "%system ls", "if x:\n    %sx ls"]
)
def test_this_search_would_find_it_in_a_cell(cell):
    assert dangers_of_a_cell(cell)


@pytest.fixture
def trap(course, tmp_path):
    """A notebook, as a student may hand one in, that leaves a trace when its code is run."""
    trace = tmp_path / "trace"
    course.add("01_one", (f"open({str(trace)!r}, 'w')  # 1 to 2", "parameters"), "seed: int = 1")
    return trace


@pytest.mark.parametrize("command", [["live"], ["live", "--student"], ["run", "-p", "seed", "x"]])
def test_what_only_reads_a_notebook_runs_none_of_its_code(course, trap, command):
    course.call(*command)
    assert not trap.exists()


def test_the_guide_warns_of_running_a_students_notebook():
    guide = " ".join((ROOT / "INSTRUCTORS.md").read_text(encoding="utf-8").split())
    assert "Never run a student's notebook under your own account" in guide
    for command in ("run", "refresh", "spread"):
        assert f"`workshop {command}`" in guide
