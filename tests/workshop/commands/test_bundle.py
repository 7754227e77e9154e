import subprocess
import sys
import zipfile

import pytest

from workshop.commands import bundle
from workshop.terminal.errors import BadUse


@pytest.fixture
def checkout(course, monkeypatch):
    """A tiny course with a lock, whose packages are one empty wheel."""
    course.add("01_one", "1")
    (course.project / "pyproject.toml").write_text("")
    (course.project / "locks").mkdir()
    (course.project / "locks" / "lab.txt").write_text("numpy==1.0\n")
    (course.project / ".venv").mkdir()
    (course.notebooks / ".ipynb_checkpoints").mkdir()

    def download(lock, folder):
        assert lock.read_text() == "numpy==1.0\n"
        folder.mkdir(exist_ok=True)
        tag = f"cp{sys.version_info[0]}{sys.version_info[1]}"
        with zipfile.ZipFile(folder / f"numpy-1.0-{tag}-{tag}-any.whl", "w"):
            pass

    monkeypatch.setattr(bundle, "download_wheels", download)
    return course


def test_a_bundle_holds_course_data_packages_and_an_installer(checkout, at_hand, tmp_path):
    folder = tmp_path / "bundle"
    result = checkout.call("bundle", folder)
    assert result.exit_code == 0, result.output
    assert f"python3 {folder / 'install.py'}" in result.stdout
    assert {path.name for path in folder.iterdir()} == {"course", "data", "wheels", "install.py"}
    assert (folder / "course" / "notebooks" / "01_one.ipynb").is_file()
    assert not (folder / "course" / ".venv").exists()
    assert not (folder / "course" / "notebooks" / ".ipynb_checkpoints").exists()
    assert (folder / "data" / "small.npz").is_file()


def test_a_bundle_can_be_made_again_and_gets_the_new_course(checkout, at_hand, tmp_path):
    folder = tmp_path / "bundle"
    checkout.call("bundle", folder)
    checkout.add("02_two", "2")
    assert checkout.call("bundle", folder).exit_code == 0
    assert (folder / "course" / "notebooks" / "02_two.ipynb").is_file()
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]


def test_a_bundle_without_data_says_what_will_be_missing(checkout, at_hand, tmp_path):
    at_hand["there"] = False
    assert "WITHOUT Small" in checkout.call("bundle", tmp_path / "bundle").stdout


def test_a_folder_with_something_else_in_it_is_refused(checkout, at_hand, tmp_path):
    (tmp_path / "thesis.txt").write_text("mine")
    result = checkout.call("bundle", tmp_path)
    assert result.exit_code == 2 and "holds something else" in result.stderr


def test_pips_last_words_are_shown_when_a_download_fails(monkeypatch, tmp_path):
    failed = subprocess.CompletedProcess([], 1, "", "one\ntwo\nERROR: no network\n")
    monkeypatch.setattr(subprocess, "run", lambda *command, **options: failed)
    (tmp_path / "lab.txt").write_text("numpy==1.0\n")
    with pytest.raises(BadUse, match="no network"):
        bundle.download_wheels(tmp_path / "lab.txt", tmp_path / "wheels")


def test_packages_for_other_patches_of_this_python_are_taken_along():
    minor = ".".join(map(str, sys.version_info[:2]))
    others = ">=" if sys.version_info.micro == 0 else "<"
    lock = (
        "# a comment\nsame==1 \\\n    --hash=sha256:aa\n    # via x\n"
        f"old==2 ; python_full_version {others} '{minor}.1' \\\n    --hash=sha256:bb \\\n"
        "    --hash=sha256:cc\n    # via x\n"
        "other==3 ; python_full_version < '3.0' \\\n    --hash=sha256:dd\n"
    )
    assert bundle.for_other_patches(lock) == (
        "old==2 \\\n    --hash=sha256:bb \\\n    --hash=sha256:cc\n"
    )


def install(folder, *arguments):
    command = [sys.executable, str(folder / "install.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True)


def test_the_installer_leaves_a_folder_alone_that_is_there(checkout, at_hand, tmp_path):
    checkout.call("bundle", tmp_path / "bundle")
    (tmp_path / "mine").mkdir()
    run = install(tmp_path / "bundle", tmp_path / "mine")
    assert run.returncode == 1 and "may hold work" in run.stderr
    assert not list((tmp_path / "mine").iterdir())


def test_the_installer_names_the_python_that_the_packages_are_for(checkout, at_hand, tmp_path):
    checkout.call("bundle", tmp_path / "bundle")
    (wheel,) = (tmp_path / "bundle" / "wheels").iterdir()
    wheel.rename(wheel.with_name("numpy-1.0-cp27-cp27-any.whl"))
    run = install(tmp_path / "bundle", tmp_path / "new")
    assert run.returncode == 1 and "for Python cp27" in run.stderr
    assert not (tmp_path / "new").exists()
