"""``python -m workshop`` is the same as the command ``workshop``."""

from workshop.command_line import main

main(prog_name="workshop")
