"""Who listens on this machine, and where."""

import contextlib
from collections.abc import Iterable

import psutil


def listening_sockets(processes: Iterable[psutil.Process]) -> set[tuple[str, int]]:
    """Address and port of all on which some processes wait for callers; one may end meanwhile."""
    found = set()
    for process in processes:
        with contextlib.suppress(psutil.NoSuchProcess):
            found |= {
                tuple(connection.laddr)
                for connection in process.net_connections(kind="tcp")
                if connection.status == psutil.CONN_LISTEN
            }
    return found
