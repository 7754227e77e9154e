"""How many students does this machine bear? Each N gets a hub of its own, and one line.

Students log in at the same time, open JupyterLab, run 01 and, leaving it open, 12 with one epoch.
Call it from the project's folder: ``python -m tests.places.hub --students 1 2 4 8``.
"""

import argparse
import statistics
import sys
import threading
import time

import psutil

from tests.places.hub.student import Student
from tests.places.hub.trial import (
    FEW_EPOCHS,
    FIRST,
    LAST,
    Cost,
    Hub,
    at_once,
    complaints,
    folder_for_a_trial,
    separate_users_can_be_tried,
)
from workshop.terminal.table import text_table

HEAD = (
    "students", "server ready (s)", "01 (s)", "12 (s)", "01 CPU (s)", "12 CPU (s)",
    "in the lab (MB)", "after 01 (MB)", "peak of 12 (MB)", "hub (MB)",
)
KEPT_FREE = 2e9


class Watch:
    """Looks at the memory every two seconds; keeps the largest mean for each student."""

    def __init__(self, hub: Hub, students: int):
        self.hub, self.students = hub, students
        self.peak = Cost()
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
            self.peak = max(self.peak, mean_of(self.hub.costs(), self.students))


def mean_of(costs: dict[str, Cost], students: int) -> Cost:
    """Share what all students' processes take by the number of students."""
    own = [cost for name, cost in costs.items() if name]
    return Cost(*(sum(amounts) / students for amounts in zip(*own, strict=True)))


def measure(number: int, environment: dict[str, str]) -> tuple[list[str], Cost]:
    """Let some students work at once; give their line of the table, and the peak for each."""
    with folder_for_a_trial() as work:
        hub = Hub(work, environment)
        hub.fill_the_data_folder()
        with hub:
            students = hub.students(number)
            ready = at_once(students, Student.start_server)
            time.sleep(5)
            in_the_lab = mean_of(hub.costs(), number)
            firsts = at_once(students, lambda student: student.run(FIRST))
            after = mean_of(hub.costs(), number)
            with Watch(hub, number) as watch:
                lasts = at_once(students, lambda student: student.run(LAST, FEW_EPOCHS))
            costs = hub.costs()
    wrong = [line for executed, _ in firsts for line in complaints(executed, FIRST, compare=True)]
    wrong += [line for executed, _ in lasts for line in complaints(executed, LAST, compare=False)]
    if wrong:
        sys.exit("\n".join(wrong))
    end = mean_of(costs, number)
    line = [
        f"{number}", spread(ready), *(spread(took for _, took in done) for done in (firsts, lasts)),
        f"{after.processor - in_the_lab.processor:.0f}", f"{end.processor - after.processor:.0f}",
        *(f"{cost.memory:.0f}" for cost in (in_the_lab, after, watch.peak, costs[""])),
    ]
    return line, watch.peak


def spread(values) -> str:
    """Write the median and the largest of some seconds."""
    values = list(values)
    return f"{statistics.median(values):.0f}, {max(values):.0f}"


def main() -> None:
    """Measure for each number of students, until the memory would not bear the next."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[1, 2, 4, 8])
    parser.add_argument("--environment", nargs="*", default=[], metavar="NAME=VALUE")
    wishes = parser.parse_args()
    environment = dict(setting.split("=", 1) for setting in wishes.environment)
    lines, peak = [], Cost(1500)
    for number in wishes.students:
        needed = number * peak.memory * 1e6 + KEPT_FREE
        if needed > psutil.virtual_memory().available:
            print(f"{number} students would take {needed / 1e9:.0f} GB; stopped.")
            break
        line, peak = measure(number, environment)
        lines.append(line)
        print(time.strftime("%H:%M:%S"), *line, sep=" | ", file=sys.stderr, flush=True)
    users = "own system users" if separate_users_can_be_tried() else "one system user"
    print(f"Seconds: median, largest. CPU, MB (PSS): mean of the students. Servers: {users}.")
    print(text_table(HEAD, lines, numbers=HEAD))


if __name__ == "__main__":
    main()
