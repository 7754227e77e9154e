import pytest


@pytest.fixture
def progress_file(tmp_path, monkeypatch):
    """Keep progress in a file of the test's own, which isn't there yet."""
    path = tmp_path / "a folder" / "progress.txt"
    monkeypatch.setenv("WORKSHOP_PROGRESS", str(path))
    return path
