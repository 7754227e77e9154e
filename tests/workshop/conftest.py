"""A small course of tiny notebooks for the tests of the workshop's command."""

from __future__ import annotations

import json

import nbformat
import pytest
from click.testing import CliRunner

from workshop.command_line import main
from workshop.notebooks.course import Notebook
from workshop.notebooks.records import codes, record_of, values_of_the_course


class TinyCourse:
    """A project folder with notebooks of a few lines."""

    def __init__(self, project):
        self.project = project
        self.notebooks = project / "notebooks"
        self.notebooks.mkdir(parents=True)

    def add(self, name, *cells, facts=None):
        """Write a notebook; a cell is its source, or (source, tag)."""
        made = []
        for number, cell in enumerate(cells):
            source, *tags = (cell,) if isinstance(cell, str) else cell
            made.append(nbformat.v4.new_code_cell(source, id=f"c{number}", metadata={"tags": tags}))
        metadata = {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "workshop": facts or {},
        }
        path = self.notebooks / f"{name}.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=made, metadata=metadata), path)
        return path

    def record(self, path, cell, name, values):
        """Put runs of the present code on record, of one quantity that one cell prints."""
        part = {
            "parameters": {}, "versions": {}, "code": codes(Notebook(path), [cell], {}),
            "runs": [["tensorflow", seed] for seed in range(len(values))],
            "values": {name: list(values)},
        }
        record = {"notebook": path.stem, "cells": {cell: [name]}, "settings": {"classroom": part}}
        file = record_of(path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(record))
        values_of_the_course.cache_clear()
        return file

    def call(self, *arguments):
        return CliRunner().invoke(main, ["--project", str(self.project), *map(str, arguments)])

    def with_source(self, path, number, source):
        notebook = nbformat.read(path, as_version=4)
        notebook.cells[number].source = source
        nbformat.write(notebook, path)


@pytest.fixture
def course(tmp_path):
    return TinyCourse(tmp_path / "project")


@pytest.fixture
def no_kernel(monkeypatch):
    """Let a test fail if anything is executed."""

    def never(*arguments, **options):
        raise AssertionError("a notebook was executed")

    monkeypatch.setattr("papermill.execute_notebook", never)
