"""A small data set, folders and a local server for the tests of the data calls."""

import pytest

from helpers.data.settings import Settings
from tests.helpers.data import fake_data


@pytest.fixture(autouse=True)
def network_without_a_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "requests_ca_bundle", "curl_ca_bundle"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def server():
    with fake_data.Server() as running:
        yield running


@pytest.fixture
def folder(tmp_path):
    """A folder whose name has a space and letters outside Latin."""
    path = tmp_path / "Übung 数据 данные"
    path.mkdir()
    return path


@pytest.fixture
def settings(folder):
    """Settings that know only folders below `folder`, all empty, and no network."""
    return Settings(
        keras_folder=folder / "keras",
        user_folder=folder / "cache",
        project_folder=folder / "data",
        offline=True,
        connect_timeout=2,
        read_timeout=2,
    )
