import os
import re
import shutil
import subprocess
import sys
import zipfile

import pytest

from workshop.commands import bundle, install_from_bundle
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


@pytest.mark.parametrize(
    "last",
    ["No matching distribution found for numpy==1.0", "[Errno 28] No space left on device"],
)
def test_a_download_without_network_or_room_is_one_sentence(monkeypatch, tmp_path, last, fault):
    words = f"WARNING: Retrying\nERROR: Could not find {'1.0, ' * 1000}\nERROR: {last}\n"
    failed = subprocess.CompletedProcess([], 1, "", words)
    monkeypatch.setattr(subprocess, "run", lambda *command, **options: failed)
    (tmp_path / "lab.txt").write_text("numpy==1.0\n")
    with pytest.raises(BadUse, match=re.escape(last)) as error:
        bundle.download_wheels(tmp_path / "lab.txt", tmp_path / "wheels")
    fault("`workshop bundle` stops").is_seen_in(str(error.value))
    assert len(str(error.value)) < 400


def test_a_copy_that_fails_for_many_files_gives_one_reason(
    checkout, monkeypatch, tmp_path, fault
):
    def full(*arguments, **options):
        raise shutil.Error([("from", "to", "[Errno 28] No space left on device: 'to'")] * 1000)

    monkeypatch.setattr(shutil, "copytree", full)
    result = checkout.call("bundle", tmp_path / "bundle")
    assert result.exit_code == 2
    fault("A full disk in another command").is_seen_in(result.stderr)
    assert result.stderr.count("No space left on device") == 1


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


@pytest.fixture
def installer(checkout, at_hand, tmp_path, monkeypatch):
    """The installer of a bundle, whose programs are written down and not run."""
    checkout.call("bundle", tmp_path / "bundle")
    monkeypatch.setattr(install_from_bundle, "HERE", tmp_path / "bundle")
    ours = f"cp{sys.version_info[0]}{sys.version_info[1]}"
    monkeypatch.setattr(install_from_bundle, "VERSIONS", [ours])
    install_from_bundle.called = []

    def run(command, **options):
        if "venv" in command:
            command[-1].mkdir(exist_ok=True)
        install_from_bundle.called.append((command, options))

    monkeypatch.setattr(subprocess, "run", run)
    return install_from_bundle


def test_the_installer_leaves_a_folder_alone_that_is_there(installer, tmp_path):
    (tmp_path / "mine").mkdir()
    assert "may hold work" in installer.install(tmp_path / "mine")
    assert not list((tmp_path / "mine").iterdir())


def test_the_installer_names_the_python_that_the_packages_are_for(
    installer, monkeypatch, tmp_path
):
    monkeypatch.setattr(installer, "VERSIONS", ["cp27"])
    assert "for Python cp27" in installer.install(tmp_path / "new")
    assert not (tmp_path / "new").exists()


def test_the_installer_goes_on_where_it_was_broken_off(installer, monkeypatch, tmp_path, fault):
    def killed(source, target):
        target.mkdir()
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copytree", killed)
        assert "No space left on device" in installer.install(tmp_path / "new")
    assert not (tmp_path / "new").exists()

    def broken(*arguments, **options):
        raise subprocess.CalledProcessError(1, "pip")

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "run", broken)
        said = installer.install(tmp_path / "new")
    fault("The stick's installation stopped").is_seen_in(said)
    (tmp_path / "new" / "mine.txt").write_text("work")
    assert installer.install(tmp_path / "new") == ""
    assert (tmp_path / "new" / "mine.txt").read_text() == "work"
    assert (tmp_path / "new" / ".venv" / "lab-ready").exists()
    assert "may hold work" in installer.install(tmp_path / "new")


def test_no_setting_of_the_users_leads_the_installer_elsewhere(installer, tmp_path):
    assert installer.install(tmp_path / "new") == ""
    for _, options in installer.called:
        set_here = {name for name in options["env"] if name.startswith(("PIP_", "PYTHON"))}
        assert set_here == {"PIP_CONFIG_FILE"} and options["env"]["PIP_CONFIG_FILE"] == os.devnull
