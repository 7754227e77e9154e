"""Prepare the data: ``python -m helpers.data`` looks up or fetches every data set."""

import contextlib
import sys

from helpers.data import DataError, concrete, fashion_mnist, mnist


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
        datasets = [get() for get in (mnist, fashion_mnist, concrete)]
    except DataError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{'data set':15}{'kind':10}{'verified':10}where")
    for dataset in datasets:
        kind, verified = ("stand-in", "-") if dataset.is_stand_in else ("real", "yes")
        print(f"{dataset.name:15}{kind:10}{verified:10}{dataset.source}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
