import subprocess
import sys

import pytest
from click.testing import CliRunner

from workshop.command_line import main


@pytest.mark.parametrize("command", sorted(main.commands))
def test_the_help_of_each_command_has_an_example(command):
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: workshop {command}" in result.output


def test_a_wrong_command_gets_the_nearest_one():
    result = CliRunner().invoke(main, ["refesh"])
    assert result.exit_code == 2
    assert "Did you mean 'refresh'?" in result.output


def test_help_does_not_wait_for_heavy_imports():
    code = (
        "import sys, workshop.command_line; "
        "sys.exit(bool({'papermill', 'numpy', 'keras', 'nbclient'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_a_folder_without_notebooks_is_a_clear_error(tmp_path):
    result = CliRunner().invoke(main, ["--project", str(tmp_path), "run"])
    assert result.exit_code == 2
    assert "No notebooks were found" in result.output
