import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import workshop.commands
from workshop.command_line import SECTIONS, main


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_help_of_each_command_has_an_example(command):
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert re.search(rf"Examples?: workshop {command}\b", result.output)


def test_the_help_lists_every_command_in_its_section():
    result = CliRunner().invoke(main, ["--help"])
    lines = [line.split() for line in result.output.splitlines() if line]
    firsts = [words[0] for words in lines]
    assert firsts.index("Teaching:") < firsts.index("run") < firsts.index("Looking")
    assert firsts.index("Looking") < firsts.index("refresh")
    modules = {
        path.stem
        for path in Path(workshop.commands.__path__[0]).glob("*.py")
        if "@click.command" in path.read_text(encoding="utf-8")
    }
    listed = {name for section in SECTIONS.values() for name in section}
    assert listed == modules <= set(firsts)


def test_a_wrong_command_gets_the_nearest_one():
    result = CliRunner().invoke(main, ["refesh"])
    assert result.exit_code == 2
    assert "Did you mean 'refresh'?" in result.output


def test_help_does_not_wait_for_heavy_imports():
    code = (
        "import sys, workshop.command_line; "
        "from click.testing import CliRunner; "
        "CliRunner().invoke(workshop.command_line.main, ['--help']); "
        "sys.exit(bool({'papermill', 'numpy', 'keras', 'nbclient'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_folder_without_notebooks_is_a_clear_error(tmp_path):
    result = CliRunner().invoke(main, ["--project", str(tmp_path), "run"])
    assert result.exit_code == 2
    assert "No notebooks were found" in result.output


def test_a_disk_without_room_is_one_sentence(monkeypatch, tmp_path):
    def full(project):
        raise OSError(28, "No space left on device", str(tmp_path / "file"))

    monkeypatch.setattr("workshop.commands.run.find_course", full)
    result = CliRunner().invoke(main, ["run"])
    assert result.exit_code == 1
    assert f"{tmp_path / 'file'} could not be written: No space left" in result.output
