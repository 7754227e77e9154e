"""What ``make test-all`` runs beyond ``make test``: one session for each place or version.

``nox --list`` names the sessions, ``nox -s colab`` runs one. A session that cannot run on this
machine is skipped and says why; nothing else may make one pass.
"""

import json
import os
import shutil
import sys
from pathlib import Path

import nox

nox.options.default_venv_backend = "uv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_venv = "yes"
# Some of these tests install a course or run a notebook twice, which takes more than ten minutes.
os.environ.setdefault("PYTEST_TIMEOUT", "7200")

ROOT = Path(__file__).parent
PYTHONS = ["3.11", "3.12", "3.13"]


def install_the_course(session: nox.Session, *requirements: str) -> None:
    """Install what the tests' lock pins, the course itself, and `requirements` beside them."""
    session.install("--require-hashes", "--requirement", "locks/test.txt")
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")
    if requirements:
        session.install(*requirements)


@nox.session(venv_backend="none")
def slow(session: nox.Session) -> None:
    """Run the notebooks and stand-ins that ``make test`` leaves out because they take long."""
    left_out = [
        str(path)
        for path in sorted(ROOT.glob("notebooks/[0-9]*.ipynb"))
        if "jax" in json.loads(path.read_text("utf-8"))["metadata"]["workshop"].get("slow_on", [])
    ]
    pytest = [sys.executable, "-m", "pytest", *session.posargs]
    session.run(*pytest, "--backends", "jax", *left_out)
    session.run(*pytest, "--everything", "tests/notebooks/test_stand_ins.py")


@nox.session(python=PYTHONS)
def pinned(session: nox.Session) -> None:
    """Run everything on each version of Python, with the packages that the lock pins."""
    install_the_course(session)
    session.run("python", "-m", "pytest", "--backends", "tensorflow", *session.posargs)


@nox.session(python=PYTHONS[0])
def oldest(session: nox.Session) -> None:
    """Run everything with the oldest packages that pyproject.toml allows."""
    session.install("--resolution", "lowest-direct", "--editable", ".[test,build]")
    session.run("python", "-m", "pytest", "--backends", "tensorflow", *session.posargs)


@nox.session(python=PYTHONS[-1])
def newest(session: nox.Session) -> None:
    """Run everything with the newest packages there are, whatever the lock says."""
    session.install("--upgrade", "--editable", ".[test,build]")
    session.run("python", "-m", "pytest", "--backends", "tensorflow", *session.posargs)


@nox.session(python=PYTHONS[0], venv_backend="venv")
def torch(session: nox.Session) -> None:
    """Run every notebook on PyTorch.

    ``TORCH`` may name another build than the registry's, which brings CUDA and gigabytes with it:
    ``TORCH=torch==2.13.0`` with an index of CPU builds in pip's settings.
    """
    install_the_course(session, os.environ.get("TORCH", "torch"))
    tests = session.posargs or ["notebooks", "tests/helpers/test_device.py"]
    session.run("python", "-m", "pytest", *tests, env={"KERAS_BACKEND": "torch"})


@nox.session(python=PYTHONS[0])
def audit(session: nox.Session) -> None:
    """Look up every pinned package in the public list of known vulnerabilities."""
    session.install("pip-audit")
    report = Path(session.create_tmp(), "audit.json")
    for lock in ("test", "gpu"):
        session.run(
            "pip-audit", "--disable-pip", "--require-hashes", "--requirement", f"locks/{lock}.txt",
            "--format", "json", "--output", str(report),
        )
        packages = json.loads(report.read_text("utf-8"))["dependencies"]
        unknown = [package["name"] for package in packages if "skip_reason" in package]
        if len(unknown) == len(packages):
            session.skip("the list of known vulnerabilities cannot be reached from here")
        if unknown:
            session.error(f"not in the list, so not looked up: {', '.join(unknown)}")


@nox.session(python="3.13")
def colab(session: nox.Session) -> None:
    """Run every notebook from its first cell on with Colab's packages, and change none of them."""
    install_the_course(session)
    own = ROOT / "tests" / "places" / "colab" / "versions.txt"
    versions = os.environ.get("WORKSHOP_COLAB_VERSIONS") or str(own)
    # Kernels start in the folders of notebooks, from which a relative path leads nowhere.
    place = Path(session.create_tmp()).absolute() / "colab"
    session.run("python", "-m", "venv", "--clear", str(place))
    python = str(place / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    # Colab has filelock too, for PyTorch needs it, but it isn't in every list of its versions.
    session.install("--python", python, "--requirement", versions, "filelock")
    session.run(
        "python", "-m", "pytest", "-n0", "tests/places/test_colab.py", *session.posargs,
        env={"WORKSHOP_COLAB_PYTHON": python, "WORKSHOP_COLAB_VERSIONS": versions},
    )
    tools = ["pytest", "pytest-timeout", "pytest-xdist", "hypothesis", "nbval"]
    session.install("--python", python, "--constraint", versions, *tools)
    session.run(python, "-m", "pytest", "tests/helpers", external=True)


@nox.session(default=False, python=PYTHONS[0])
def mutation(session: nox.Session) -> None:
    """Put small faults into `helpers`, one by one, and list those that no test notices.

    All of it takes hours: ``nox -s mutation -- helpers/data helpers/device.py --sample 40``.
    """
    install_the_course(session, "cosmic-ray==8.7.0", "pytest-cov==7.1.0")
    session.run("python", "-m", "tests.mutation", *session.posargs)


@nox.session
def hub(session: nox.Session) -> None:
    """Let two students work on a real JupyterHub; ``nox -s hub -- --students 1 2 4`` measures."""
    if shutil.which("npm") is None:
        session.skip("npm, which brings JupyterHub's proxy, is not installed")
    # Students can't write into the environment, so without this each would compile it anew.
    session.env["UV_COMPILE_BYTECODE"] = "1"
    install_the_course(session, "jupyterhub>=5.2,<7", "jupyterhub-idle-culler>=1.4")
    folder = Path(session.virtualenv.location)
    session.run(
        "npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-fund", "--no-audit",
        "--loglevel=error", "configurable-http-proxy@5", external=True,
    )
    session.env["CONFIGURABLE_HTTP_PROXY"] = str(
        folder / "node_modules" / ".bin" / "configurable-http-proxy"
    )
    if session.posargs:
        session.run("python", "-m", "tests.places.hub", *session.posargs)
    else:
        session.run("python", "-m", "pytest", "--numprocesses=0", "tests/places/test_hub.py")


@nox.session
def anything(session: nox.Session) -> None:
    """Feed the checks many things at random; ``nox -s anything -- -k lenet`` feeds one."""
    install_the_course(session)
    examples = session.env.get("WORKSHOP_EXAMPLES", "100")
    session.run(
        "python", "-m", "pytest", "tests/helpers/exercises/test_anything.py",
        "tests/helpers/exercises/test_exercises_in_any_order.py", *session.posargs,
        env={"WORKSHOP_EXAMPLES": examples},
    )


@nox.session(python="3.12")
def image(session: nox.Session) -> None:
    """Try what Binder's repo2docker reads, as far as it goes without Docker and conda."""
    install_the_course(session, "jupyter-repo2docker")
    session.run("python", "-m", "pytest", "--numprocesses=0", "tests/places/test_image.py")
    session.log(
        "Not tried: building the image itself, which needs Docker, and conda's part of it, which "
        "needs the channel conda-forge."
    )


@nox.session
def faults(session: nox.Session) -> None:
    """Try what a classroom breaks and takes its time: full disks, homes, folders, an old Python."""
    install_the_course(session)
    session.run(
        "python", "-m", "pytest", "--numprocesses=0", "tests/faults", *session.posargs,
        env={"WORKSHOP_FAULTS": "1"},
    )
    if not os.environ.get("WORKSHOP_OLD_PYTHON"):
        session.log("Not tried: a real Python 3.10, which WORKSHOP_OLD_PYTHON would name.")


@nox.session
def twice(session: nox.Session) -> None:
    """Run every cell of every notebook twice in a row, then all once more: outputs must agree."""
    install_the_course(session)
    session.run(
        "python", "-m", "pytest", "--numprocesses=0", "tests/faults/test_notebooks.py",
        "-k", "run_again", *session.posargs, env={"WORKSHOP_RUN_TWICE": "1"},
    )
