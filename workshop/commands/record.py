"""``workshop record``: run notebooks with many seeds, and keep what they measured.

Every notebook that measures something is executed with the seeds 0, 1, 2, … on each Keras backend,
and each run goes into ``helpers/records`` as soon as it is done: what was interrupted goes on where
it stopped. Runs of other code than the present are dropped. Runs are spread over processes, or over
a Dask cluster.
"""

import importlib.util
import json
import math
import platform
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import nbformat

from helpers.backend import BACKENDS
from helpers.device import core_count
from helpers.measured import shown_spread
from helpers.records import CLASSROOM, quantities
from helpers.records.code import CALL
from workshop.notebooks.course import Notebook, find_course
from workshop.notebooks.execute import Execution, execute, printed_text
from workshop.notebooks.parameters import Value, assign, parameters_of
from workshop.notebooks.records import codes, read_record, record_of
from workshop.terminal.errors import BadUse, nearest, suggestion
from workshop.terminal.files import write_whole
from workshop.terminal.progress import Progress
from workshop.terminal.table import text_table

WITHOUT_KERAS = "none"
READ_LOG = "import json\n\nfrom helpers.measured import log\n\nprint(json.dumps(log))"


@dataclass(frozen=True)
class Run:
    """One run that is to be made: a notebook, a backend and a seed."""

    notebook: Notebook
    backend: str
    seed: int

    def __str__(self) -> str:
        return f"{self.notebook.name}, {self.backend}, seed {self.seed}"


@click.command(
    "record",
    epilog="Example: workshop record 12 --as full -p images 55000 --seeds 5 --backends tensorflow",
)
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--seeds", type=click.IntRange(min=2), default=10, show_default=True,
              help="How many seeds, from 0 on.")
@click.option("--seeds-elsewhere", type=click.IntRange(min=0),
              help="How many on every backend but the first (default: as many).")
@click.option("--backends", default="tensorflow,jax", show_default=True,
              help="Keras backends, separated by commas.")
@click.option("--as", "setting", default=CLASSROOM, show_default=True,
              help="Name of the setting that the parameters make.")
@click.option("-p", "--parameter", "given", nargs=2, multiple=True, metavar="NAME VALUE",
              help="Set a parameter; may be repeated.")
@click.option("--workers", type=click.IntRange(min=1),
              help="Runs at a time on this computer (default: one for each core).")
@click.option("--scheduler", metavar="ADDRESS",
              help="Run on this Dask cluster instead: tcp://…; its workers have one thread each.")
@click.pass_obj
@click.pass_context
def command(
    context: click.Context, project: Path | None, notebooks: tuple[str, ...], seeds: int,
    seeds_elsewhere: int | None, backends: str, setting: str, given: tuple[tuple[str, str], ...],
    workers: int | None, scheduler: str | None,
) -> None:
    """Run notebooks with many seeds and keep what they measured in helpers/records.

    What is on record already, of the present code, is not run again. Exit status: 0 all runs are
    on record, 1 one failed, 2 bad use.
    """
    if (setting == CLASSROOM) != (not given):
        raise BadUse("Other parameters make another setting: give both --as NAME and -p, or none.")
    chosen = [one for one in find_course(project).choose(notebooks) if measures(one)]
    if not chosen:
        raise BadUse("None of the chosen notebooks calls measured().")
    values = assign(chosen, given)
    names = available_backends([name.strip() for name in backends.split(",") if name.strip()])
    planned = [
        run for one in chosen for run in planned_runs(one, names, seeds, seeds_elsewhere)
    ]
    missing = [run for run in planned if not is_on_record(run, setting, values[run.notebook])]
    click.echo(f"{len(planned) - len(missing)} runs are on record, {len(missing)} to go.", err=True)
    with executor(scheduler, workers) as pool:
        # A worker of a cluster has the cores that it was given; here the runs share them.
        sharing = 1 if scheduler else workers or core_count()
        failed = make(missing, setting, values, pool, sharing)
    for one in chosen:
        click.echo(report(one, setting))
    for line in failed:
        click.echo(line, err=True)
    context.exit(1 if failed else 0)


def make(
    runs: Sequence[Run], setting: str, values: Mapping[Notebook, Mapping[str, Value]],
    pool: Executor, workers: int,
) -> list[str]:
    """Make runs and put each on record as soon as it is done; say which failed, and why."""
    failed = []
    waiting = {
        pool.submit(
            measure, run.notebook.name, nbformat.writes(run.notebook.content), run.backend,
            run.seed, values[run.notebook], workers,
        ): run
        for run in runs
    }
    with Progress(len(runs), unit="run") as progress:
        try:
            for future in as_completed(waiting):
                run, outcome = waiting[future], future.result()
                if isinstance(outcome, str):
                    failed.append(f"{run}: {outcome}")
                else:
                    add(run, setting, values[run.notebook], outcome)
                progress.cell()
                progress.finished(str(run))
        except BaseException:
            for future in waiting:
                future.cancel()
            raise
    return failed


def measures(notebook: Notebook) -> bool:
    """Tell whether a notebook measures anything; one that does has to have a seed to vary."""
    if not any(f"{CALL}(" in cell.source for cell in notebook.code_cells):
        return False
    if "seed" not in parameters_of(notebook):
        raise BadUse(
            f"{notebook.name} measures something but has no parameter 'seed' to vary. Add to its "
            "parameters cell: seed: int = 0  # start of the random numbers, 0 to 1000"
        )
    return True


def available_backends(names: Sequence[str]) -> list[str]:
    """Keep the backends that are installed; say which aren't."""
    for name in names:
        if name not in BACKENDS:
            raise BadUse(
                f"Keras has no backend '{name}'.{suggestion(nearest(name, BACKENDS))} "
                f"It has {', '.join(BACKENDS)}."
            )
    here = [name for name in names if importlib.util.find_spec(name) is not None]
    if not here:
        raise BadUse(f"None of the backends {', '.join(names)} is installed here.")
    for name in sorted(set(names) - set(here)):
        click.echo(f"The backend {name} is not installed and is left out.", err=True)
    return here


def planned_runs(
    notebook: Notebook, backends: Sequence[str], seeds: int, seeds_elsewhere: int | None
) -> list[Run]:
    """List the runs of a notebook; one that needs no Keras has no backend."""
    first, *others = backends if notebook.facts.get("keras", True) else [WITHOUT_KERAS]
    counts = {first: seeds} | dict.fromkeys(
        others, seeds if seeds_elsewhere is None else seeds_elsewhere
    )
    return [
        Run(notebook, backend, seed) for backend, count in counts.items() for seed in range(count)
    ]


@contextmanager
def executor(scheduler: str | None, workers: int | None) -> Executor:
    """Give what the runs are handed to: processes here, or the workers of a Dask cluster."""
    if scheduler is None:
        with ProcessPoolExecutor(workers or core_count(), get_context("spawn")) as pool:
            yield pool
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise BadUse(
            "A Dask cluster needs distributed: pip install 'deep-learning-workshop[cluster]'"
        ) from error
    try:
        client = Client(scheduler, timeout=10)
    except (OSError, ValueError) as error:
        raise BadUse(f"There is no Dask scheduler at {scheduler} ({error}).") from error
    with client:
        if set(client.nthreads().values()) != {1}:
            raise BadUse("Each worker of the cluster has to have one thread: dask worker "
                         "--nthreads 1, since a run measures a process of its own.")
        yield client.get_executor()


def measure(
    notebook: str, content: str, backend: str, seed: int, parameters: Mapping[str, Value],
    workers: int,
) -> dict | str:
    """Run a notebook once, wherever this is called; give what it measured, or why it failed."""
    with TemporaryDirectory(prefix="workshop-record-") as folder:
        path = Path(folder, f"{notebook}.ipynb")
        path.write_text(content, encoding="utf-8")
        run = execute(
            Notebook(path), {**parameters, "seed": seed}, epilogue=READ_LOG, workers=workers,
            backend=None if backend == WITHOUT_KERAS else backend,
        )
    if run.failure:
        return str(run.failure)
    if run.stand_ins:
        return f"it ran on the stand-in for {', '.join(run.stand_ins)}"
    try:
        return read_log(run) | {"versions": versions(backend)}
    except BadUse as error:
        return str(error)


def read_log(run: Execution) -> dict:
    """Take what a run measured out of its log, which its last cell prints."""
    *cells, last = [cell for cell in run.executed.cells if cell.cell_type == "code"]
    return _measured_in(cells, json.loads(printed_text(last)))


def _measured_in(cells: Sequence[nbformat.NotebookNode], log: Sequence) -> dict:
    """Sort what was measured by the cell that prints it, each value once and in order."""
    names: dict[str, list[str]] = {}
    left = {cell.execution_count: printed_text(cell) for cell in cells}
    identities = {cell.execution_count: cell.id for cell in cells}
    for count, name, value, shown in log:
        before, found, left[count] = left[count].partition(shown)
        if not found:
            raise BadUse(
                f"cell {identities[count]} has to print what it measures, each value once and in "
                f"that order, and {name!r} ({shown}) is missing"
            )
        if not math.isfinite(value):
            raise BadUse(f"{name!r} came out as {value}")
        names.setdefault(identities[count], []).append(name)
    return {"cells": names, "values": {name: value for _, name, value, _ in log}}


def versions(backend: str) -> dict[str, str]:
    """Name the versions that a run is made with: of Python, NumPy, Keras and the backend."""
    found = {"python": platform.python_version(), "numpy": metadata.version("numpy")}
    providers = metadata.packages_distributions()
    for module in ("keras", backend) if backend != WITHOUT_KERAS else ():
        for distribution in sorted(set(providers.get(module, [])))[:1]:
            found[module] = metadata.version(distribution)
    return found


def is_on_record(run: Run, setting: str, parameters: Mapping[str, Value]) -> bool:
    """Tell whether a run of the present code is on record."""
    kept = read_record(run.notebook.path)
    part = kept["settings"].get(setting)
    return (
        part is not None
        and [run.backend, run.seed] in part["runs"]
        and part["parameters"] == dict(parameters)
        and part["code"] == codes(run.notebook, kept["cells"], parameters)
    )


def add(run: Run, setting: str, parameters: Mapping[str, Value], outcome: Mapping) -> None:
    """Put a run on record. Runs of other code, or of other quantities, are dropped."""
    kept = read_record(run.notebook.path)
    code = codes(run.notebook, outcome["cells"], parameters)
    if kept["cells"] != outcome["cells"]:
        kept["cells"], kept["settings"] = outcome["cells"], {}
    part = kept["settings"].get(setting)
    if part is None or part["code"] != code or part["parameters"] != dict(parameters):
        values = {name: [] for name in outcome["values"]}
        part = {"parameters": dict(parameters), "versions": {}, "code": code, "runs": [],
                "values": values}
    part["versions"] |= outcome["versions"]
    runs = [(*key, index) for index, key in enumerate(part["runs"])]
    ordered = sorted([*runs, (run.backend, run.seed, len(runs))], key=_order)
    part["runs"] = [[backend, seed] for backend, seed, _ in ordered]
    for name, value in outcome["values"].items():
        values = [*part["values"][name], float(f"{value:.6g}")]
        part["values"][name] = [values[index] for *_, index in ordered]
    kept["settings"] = dict(sorted({**kept["settings"], setting: part}.items()))
    write_whole(record_of(run.notebook.path), to_text(kept))


def _order(run: Sequence) -> tuple[int, int]:
    names = [*BACKENDS, WITHOUT_KERAS]
    return names.index(run[0]), run[1]


def to_text(kept: dict) -> str:
    """Write a record as JSON with a line for each list, so that a difference can be read."""
    text = json.dumps(kept, indent=1, ensure_ascii=False)
    for one_list in (r"\[([^\[\]{}]*)\]", r"\[((?:\s*\[[^\[\]]*\],?)+\s*)\]"):
        text = re.sub(one_list, lambda found: f"[{' '.join(found[1].split())}]", text)
    return text + "\n"


def report(notebook: Notebook, setting: str) -> str:
    """Lay out what is on record of a notebook in a setting."""
    head = ("notebook", "quantity", "runs", "mean", "st. dev.", "±")
    rows = [
        (
            notebook.name, one.name, str(len(one.values)), f"{one.mean:.5g}",
            f"{one.standard_deviation:.2g}", shown_spread(one)[0],
        )
        for one in quantities(read_record(notebook.path))
        if one.setting == setting
    ]
    return text_table(head, rows, numbers=head[2:])
