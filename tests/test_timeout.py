import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_a_test_that_hangs_is_ended_and_named(tmp_path):
    file = tmp_path / "test_one.py"
    file.write_text("import threading\n\ndef test_hangs():\n    threading.Event().wait()\n")
    settings = ["-c", str(ROOT / "pyproject.toml"), "-n0", "-p", "no:cacheprovider"]
    finished = subprocess.run(
        [sys.executable, "-m", "pytest", *settings, "--timeout=1", str(file)],
        cwd=ROOT, capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert finished.returncode == 1
    assert "in test_hangs" in finished.stdout + finished.stderr


def test_without_being_asked_a_test_may_take_ten_minutes(pytestconfig):
    assert float(pytestconfig.getini("timeout")) == 600
    assert pytestconfig.getini("timeout_method") == "thread", "SIGALRM is the exercises' own"
