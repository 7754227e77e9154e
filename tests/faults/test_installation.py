"""Another Python than the course's, and another Jupyter."""

import errno
import importlib
import os
import shlex
import shutil
import socket
from pathlib import Path

import pytest

from tests.faults.programs import python, run
from tests.faults.table import ROOT


@pytest.fixture
def makefile_only(tmp_path):
    """A folder in which `make` finds what it looks at, and nothing is installed."""
    if os.name == "nt" or not shutil.which("make"):
        pytest.skip("needs make and a shell")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "locks", tmp_path / "locks")
    (tmp_path / "data").mkdir()
    return tmp_path


def write_program(path, first_line, status):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!{first_line}\nexit {status}\n")
    path.chmod(0o755)


PYTHON = """#!/bin/sh
settings="user=$PIP_USER target=$PIP_TARGET index=$PIP_INDEX_URL path=$PYTHONPATH"
[ "$1" = -c ] || echo "$* $settings" >> called
case "$*" in
"-m venv .venv") mkdir -p .venv/bin; cp "$0" .venv/bin/python; touch .venv/bin/activate;;
*"--editable .") [ -n "$ELSEWHERE" ] || touch .venv/bin/jupyter .venv/bin/workshop
  chmod +x .venv/bin/*;;
*"config list") echo "global.target='/elsewhere'"
esac
"""


@pytest.fixture
def make(makefile_only):
    """Call `make .venv/lab-ready` with a Python that writes down what it is asked for."""
    stand_in = makefile_only / "stand-in"
    stand_in.write_text(PYTHON)
    stand_in.chmod(0o755)

    def call(**environment):
        wish = ["make", ".venv/lab-ready", f"PYTHON={stand_in}", "GPU="]
        (makefile_only / "called").write_text("")
        done = run(*wish, folder=makefile_only, environment={**os.environ, **environment})
        return done, (makefile_only / "called").read_text()

    call.environment = makefile_only / ".venv"
    return call


def test_settings_of_the_users_lead_pip_nowhere_but_to_their_index(make):
    done, called = make(PIP_USER="1", PIP_TARGET="/x", PIP_INDEX_URL="mine", PYTHONPATH="/y")
    assert done.returncode == 0, done.stderr
    lines = [line for line in called.splitlines() if "pip install" in line]
    assert len(lines) == 2
    assert all(line.endswith("user=0 target= index=mine path=") for line in lines)


def test_an_installation_that_landed_elsewhere_is_no_installation(make, fault):
    done, _ = make(ELSEWHERE="1")
    assert done.returncode != 0 and "global.target='/elsewhere'" in done.stderr
    fault("pip installs elsewhere").is_seen_in(done.stderr)
    assert not (make.environment / "lab-ready").exists()


@pytest.mark.parametrize("missing", ["bin/activate", "bin/python"])
def test_an_environment_that_is_only_half_there_is_made_anew(make, missing, fault):
    make()
    done, called = make()
    assert (done.returncode, called) == (0, "")
    (make.environment / missing).unlink()
    (make.environment / missing).symlink_to("/nowhere")
    done, called = make()
    fault("The installation was broken off").is_seen_in(done.stdout)
    assert "-m venv .venv" in called and (make.environment / "lab-ready").exists()
    assert make()[1] == ""


LAB = """
import sys
from jupyterlab.labapp import LabApp
server = LabApp.initialize_server(argv=sys.argv[1:])
print(server.root_dir, server.default_url)
"""


def test_a_configuration_of_the_users_does_not_lead_jupyterlab_elsewhere(makefile_only):
    settings = makefile_only / "settings"
    settings.mkdir()
    lines = [f"c.ServerApp.root_dir = {str(settings)!r}", "c.ServerApp.default_url = '/tree'"]
    (settings / "jupyter_server_config.py").write_text("\n".join(lines))
    recipe = run("make", "--dry-run", "lab", "GPU=", folder=makefile_only).stdout
    (line,) = [line for line in recipe.splitlines() if "/jupyter lab " in line]
    options = [*shlex.split(line)[2:], "--no-browser", "--ServerApp.port=0"]
    environment = {**os.environ, "JUPYTER_CONFIG_DIR": str(settings)}
    done = python("-c", LAB, *options, folder=makefile_only, environment=environment)
    assert done.stdout.split() == [str(makefile_only), "/lab/tree/notebooks/README.md"], done.stderr


PORT_IN_USE = LAB.replace("argv=sys.argv[1:]", 'argv=[*sys.argv[1:], "--allow-root"]')


def test_a_port_in_use_is_said_and_another_one_taken(tmp_path, fault):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        options = ["--no-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}"]
        done = python("-c", PORT_IN_USE, *options, folder=tmp_path)
    fault("Port in use").is_seen_in(done.stderr)
    assert f"The port {port} is" in done.stderr and done.returncode == 0


def test_the_login_page_asks_for_a_token(fault):
    server = Path(importlib.import_module("jupyter_server").__file__).parent
    page = server / "templates" / "login.html"
    fault("It asks for a token").is_seen_in(page.read_text(encoding="utf-8"))


def test_pip_names_the_long_paths_of_windows(monkeypatch, fault):
    install = importlib.import_module("pip._internal.commands.install")
    monkeypatch.setattr(install, "WINDOWS", True)
    error = FileNotFoundError(errno.ENOENT, "No such file or directory", "C:\\" + "x" * 300)
    words = install.create_os_error_message(error, show_traceback=False, using_user_site=False)
    fault("Windows: the path is too long").is_seen_in(words)


def test_make_says_which_python_it_needs_and_leaves_nothing(makefile_only, fault):
    commands = makefile_only / "commands"
    for name in ("python3", "python"):  # as one that is too old answers whether it will do
        write_program(commands / name, "/bin/sh", 1)
    for name in ("make", "sh", "uname", "id", "grep", "rm", "cat", "echo"):
        if found := shutil.which(name):
            (commands / name).symlink_to(found)
    environment = {"PATH": str(commands), "HOME": str(makefile_only)}
    done = run("make", "lab", folder=makefile_only, environment=environment)
    assert done.returncode != 0
    fault("Python is too old, too new, or missing").is_seen_in(done.stderr)
    assert not (makefile_only / ".venv").exists()


def test_an_installation_without_network_says_so_in_pips_words(tmp_path, fault):
    settings = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull,
                "PIP_RETRIES": "0", "HOME": str(tmp_path), "PATH": os.environ["PATH"]}
    done = python(
        "-m", "pip", "install", "--target", tmp_path / "packages", "--no-cache-dir",
        "--require-hashes", "--requirement", "locks/lab.txt", environment=settings,
    )
    assert done.returncode != 0
    fault("No matching distribution").is_seen_in(done.stderr)
    assert "(from versions: none)" in done.stderr
    assert not (tmp_path / "packages").exists()


def test_a_course_that_was_moved_misses_its_environment(makefile_only, fault):
    # pip writes the folder of the environment into the first line of each program.
    for name, first in (("python", "/bin/sh"), ("jupyter", "/where/the/course/was/bin/python")):
        write_program(makefile_only / ".venv" / "bin" / name, first, 0)
    for ready in ("lab-ready", "test-ready"):
        (makefile_only / ".venv" / ready).touch()
    (makefile_only / ".venv" / "bin" / "activate").touch()
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = run("make", "lab", "GPU=", folder=makefile_only, environment=environment)
    assert done.returncode != 0
    fault("The folder was moved").is_seen_in(done.stderr)


@pytest.mark.parametrize("version", [(3, 10, 13), (3, 8, 18)])
def test_a_notebook_under_an_older_python_is_told_so(version, fault):
    program = f"""
import sys
sys.version_info, sys.version = {version}, "{'.'.join(map(str, version))} (main)"
import helpers
"""
    done = python("-c", program)
    assert done.returncode == 1
    fault("Python is too old, too new, or missing").is_seen_in(done.stderr)
    assert f"this is {'.'.join(map(str, version))}" in done.stderr


@pytest.mark.skipif(
    not os.environ.get("WORKSHOP_OLD_PYTHON"), reason="needs a Python 3.10: make test-all"
)
def test_a_real_older_python_is_told_so_and_pip_refuses_it(fault):
    old = os.environ["WORKSHOP_OLD_PYTHON"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = run(old, "-c", "import helpers", environment=environment)
    fault("Python is too old, too new, or missing").is_seen_in(done.stderr)
    pip = run(old, "-m", "pip", "install", "--no-deps", "--dry-run", ROOT)
    assert pip.returncode != 0
    assert "requires a different Python" in pip.stderr


def test_a_foreign_jupyter_does_not_know_helpers(tmp_path, fault):
    program = "import sys; sys.path = [p for p in sys.path if 'packages' not in p]; import helpers"
    done = python("-I", "-S", "-c", program, folder=tmp_path)
    assert done.returncode == 1
    for title in ("No module named 'helpers'", "Colab: the first cell wasn't run"):
        fault(title).is_seen_in(done.stderr)
