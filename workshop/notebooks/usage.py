"""What a run costs: wall time, processor time and memory of a kernel and all it starts."""

import threading
import time
from typing import Self

import psutil

POLL_SECONDS = 0.2


class Measure:
    """Watches every process that is started while it is open, and ends those left over.

    Memory is the resident set summed over the processes, looked at every 0.2 s, so a shorter peak
    can be missed and pages that two processes share count twice. Megabytes are 10⁶ bytes, and
    processor time is user and system time of all the processes.
    """

    def __init__(self):
        self.seconds = 0.0
        self.cpu_seconds = 0.0
        self.peak_megabytes = 0.0
        self._me = psutil.Process()
        self._started: set[psutil.Process] = set()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def look(self) -> None:
        """Take a sample now."""
        children = set(self._me.children(recursive=True)) - self._before
        self._started |= children
        memory = cpu = 0.0
        for process in children:
            try:
                with process.oneshot():
                    memory += process.memory_info().rss
                    cpu += sum(process.cpu_times()[:4])
            except psutil.Error:
                continue  # it ended in between
        self.peak_megabytes = max(self.peak_megabytes, memory / 1e6)
        # A process that ended is counted by its parent, so the sum never falls but at the very end.
        self.cpu_seconds = max(self.cpu_seconds, cpu)

    def _watch(self) -> None:
        while not self._stop.wait(POLL_SECONDS):
            self.look()

    def __enter__(self) -> Self:
        self._before = set(self._me.children(recursive=True))
        self._start = time.monotonic()
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.seconds = time.monotonic() - self._start
        self._stop.set()
        self._thread.join()
        for process in self._started:
            # psutil knows a process by number and start, so no stranger of that number is hit.
            if process.is_running():
                process.kill()
        psutil.wait_procs(self._started, timeout=3)
