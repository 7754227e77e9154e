"""How many students does this machine bear? Each N gets a hub of its own, and one line.

Students log in at the same time, open JupyterLab, run 01 and, leaving it open, 12 with one epoch.
Call it from the project's folder: ``python -m tests.places.hub --students 1 2 4 8``.
"""

import argparse
import concurrent.futures
import statistics
import sys
import threading
import time
from dataclasses import replace

import psutil

from helpers.data.settings import Settings
from tests.places.hub.student import Student
from tests.places.hub.trial import (
    Cost,
    Hub,
    at_once,
    complaints,
    folder_for_a_trial,
    separate_users_can_be_tried,
)
from workshop.commands.data import provide
from workshop.terminal.table import text_table

FIRST, LAST = "01_perceptron_or_gate", "12_lenet_mnist"
FEW_EPOCHS = {"epochs": 1, "distorted_epochs": 1}
HEAD = (
    "students", "server ready (s)", "01 (s)", "12 (s)", "01 CPU (s)", "12 CPU (s)",
    "in the lab (MB)", "after 01 (MB)", "peak of 12 (MB)", "hub (MB)", "free at least (GB)",
)
KEPT_FREE = 2e9


class Watch:
    """Looks at the memory every two seconds; keeps the largest mean for each student."""

    def __init__(self, hub: Hub, students: int):
        self.hub, self.students = hub, students
        self.peak, self.least_free = Cost(), psutil.virtual_memory().available
        self.stop = threading.Event()
        self.thread = threading.Thread(target=self._watch)

    def __enter__(self) -> "Watch":
        self.thread.start()
        return self

    def __exit__(self, *exception) -> None:
        self.stop.set()
        self.thread.join()

    def _watch(self) -> None:
        while not self.stop.wait(2):
            now = mean_of(self.hub.costs(), self.students)
            self.peak = max(self.peak, now, key=lambda cost: cost.proportional)
            self.least_free = min(self.least_free, psutil.virtual_memory().available)


def mean_of(costs: dict[str, Cost], students: int) -> Cost:
    """Share what all students' processes take by the number of students."""
    return sum((cost for name, cost in costs.items() if name), Cost()) / students


def measure(number: int, environment: dict[str, str], seconds: float) -> tuple[list[str], Cost]:
    """Let some students work at once; give their line of the table, and the peak for each."""

    def within_the_time(students, deed):
        pool = concurrent.futures.ThreadPoolExecutor(number)
        waiting = [pool.submit(deed, student) for student in students]
        left = deadline - time.monotonic()
        done, late = concurrent.futures.wait(waiting, timeout=max(0, left))
        pool.shutdown(wait=False)
        return [future.result() for future in done], len(late)

    deadline = time.monotonic() + seconds
    with folder_for_a_trial() as work:
        hub = Hub(work, environment, separate_users_can_be_tried())
        settings = replace(Settings.from_environment(), offline=True)
        for _ in provide(settings, hub.data, overwrite=True):
            pass
        hub.data.chmod(0o555)
        with hub:
            students = hub.students(number)
            ready = at_once(students, Student.start_server)
            time.sleep(5)
            in_the_lab = mean_of(hub.costs(), number)
            firsts = at_once(students, lambda student: student.run(FIRST))
            after = mean_of(hub.costs(), number)
            with Watch(hub, number) as watch:
                lasts, late = within_the_time(
                    students, lambda student: student.run(LAST, FEW_EPOCHS)
                )
            costs = hub.costs()
            own, end = costs[""], mean_of(costs, number)
    for executed, _ in firsts:
        report(complaints(executed, FIRST, compare=True))
    for executed, _ in lasts:
        report(complaints(executed, LAST, compare=False))
    twelve = spread(seconds for _, seconds in lasts)
    line = [
        f"{number}", spread(ready), spread(seconds for _, seconds in firsts),
        f"{twelve}; {late} not done" if late else twelve,
        f"{after.processor - in_the_lab.processor:.0f}", f"{end.processor - after.processor:.0f}",
        shown(in_the_lab), shown(after), shown(watch.peak),
        f"{own.proportional:.0f}", f"{watch.least_free / 1e9:.1f}",
    ]
    return line, watch.peak


def shown(cost: Cost) -> str:
    """Write the memory as it stands in the table."""
    return f"{cost.proportional:.0f} ({cost.resident:.0f})"


def spread(values) -> str:
    """Write the median and the largest of some seconds."""
    values = list(values)
    return f"{statistics.median(values):.0f}, {max(values):.0f}" if values else "-"


def report(lines: list[str]) -> None:
    """Stop at the first student whose notebook went wrong: then no number means anything."""
    if lines:
        sys.exit("\n".join(lines))


def main() -> None:
    """Measure for each number of students, until the memory would not bear the next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--environment", nargs="*", default=[], metavar="NAME=VALUE")
    parser.add_argument("--seconds", type=float, default=540, help="limit for each number")
    wishes = parser.parse_args()
    environment = dict(setting.split("=", 1) for setting in wishes.environment)
    lines, peak = [], Cost(1500)
    for number in wishes.students:
        needed = number * peak.proportional * 1e6 + KEPT_FREE
        if needed > psutil.virtual_memory().available:
            print(f"{number} students would take {needed / 1e9:.0f} GB; stopped.")
            break
        line, peak = measure(number, environment, wishes.seconds)
        lines.append(line)
        print(time.strftime("%H:%M:%S"), *line, sep=" | ", file=sys.stderr, flush=True)
    users = "own system users" if separate_users_can_be_tried() else "one system user"
    print(f"Seconds: median, largest. CPU, MB: mean of the students, PSS (RSS). Servers: {users}.")
    print(text_table(HEAD, lines, numbers=HEAD))


if __name__ == "__main__":
    main()
