"""A clone is the same on every computer, whatever git is set to do with line ends."""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists() or not shutil.which("git"), reason="needs the course's own clone"
)


def test_a_clone_with_the_line_ends_of_windows_keeps_those_of_the_course(tmp_path):
    def git(*arguments):
        done = subprocess.run(["git", *arguments], check=True, capture_output=True, text=True)
        return done.stdout

    clone = tmp_path / "clone"
    # What is not yet committed counts too, so the attributes come from here.
    git("clone", "--quiet", "--no-checkout", "-c", "core.autocrlf=true", str(ROOT), str(clone))
    shutil.copy(ROOT / ".gitattributes", clone / ".git" / "info" / "attributes")
    git("-C", str(clone), "checkout", "--quiet")
    ends = [line.split() for line in git("-C", str(clone), "ls-files", "--eol").splitlines()]
    assert len(ends) > 100
    wrong = [words[-1] for words in ends if words[1] not in ("w/lf", "w/none", "w/-text")]
    assert wrong == []
    assert (clone / "postBuild").read_bytes() == (ROOT / "postBuild").read_bytes()
    assert git("-C", str(clone), "status", "--porcelain") == ""
