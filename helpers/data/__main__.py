"""Prepare the data: ``python -m helpers.data`` looks up or fetches every data set."""

import contextlib
import functools
import sys

from helpers.data.catalogue import SPECIFICATIONS
from helpers.data.datasets import find
from helpers.data.settings import DataError, Settings
from helpers.data.store.find import NotAvailable


def main(arguments: list[str]) -> int:
    """Print a table of what is at hand; the exit status is 1 on wrong use only."""
    usage = "python -m helpers.data: looks up or fetches the data of the course; no arguments."
    if arguments:
        is_help = arguments in (["-h"], ["--help"])
        print(usage, file=sys.stdout if is_help else sys.stderr)
        return 0 if is_help else 1
    with contextlib.suppress(AttributeError, ValueError):
        # An old code page, as of a Windows pipe, lacks some of our signs: it gets ? for them.
        sys.stdout.reconfigure(errors="replace")
    try:
        settings = Settings.from_environment()
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    say_once = functools.cache(print)
    rows = [f"{'data set':15}{'kind':10}{'verified':10}where, or why not"]
    for specification in SPECIFICATIONS:
        try:
            row = f"{'real':10}{'yes':10}{find(specification, settings, say_once).source}"
        except NotAvailable as reason:
            row = f"{'stand-in':10}{'-':10}{reason}"
        rows.append(f"{specification.title:15}{row}")
    print("\n".join(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
