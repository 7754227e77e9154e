"""Stands in for Colab's own module: loaded when the kernel starts, and with Colab's ``%pip``."""

import sys


def load_ipython_extension(shell):
    """Let ``%pip`` call pip and say nothing more, where IPython adds a note on restarting."""

    def pip(line):
        shell.system(f'"{sys.executable}" -m pip {line}')

    shell.register_magic_function(pip, magic_kind="line", magic_name="pip")
