"""``workshop spread``: measure how far the values marked ± move with the seed and the backend.

Every notebook that prints ``value ± spread`` is executed with the seeds 0, 1, 2, … on each Keras
backend, and what it printed is recorded in ``notebooks/spreads.json``. The rule for a spread that a
notebook states, checked by `audit`:

- It is at least the largest difference between any recorded value and the stored one. Otherwise a
  run on another machine fails although nothing is wrong.
- It is at most 3 times the suggested one. Otherwise it has no teeth: a run passes although
  something is wrong.

The suggested spread is 4 standard deviations of one run over all seeds and backends, rounded up to
one significant digit, and at least 1 for whole numbers. It comes from more digits than a notebook
prints, for those that a wide spread leaves would hide how little a value moves. Runs are compared
with the stored value as printed, as the validation does.
"""

from __future__ import annotations

import importlib.util
import json
import math
import platform
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from importlib import metadata
from pathlib import Path

import nbformat

from helpers.measured import MEASURED
from workshop.notebooks.course import Notebook
from workshop.terminal.errors import BadUse, nearest, suggestion
from workshop.notebooks.execute import execute, printed_text
from workshop.terminal.files import write_whole
from workshop.notebooks.normal_form import normal_form
from workshop.notebooks.parameters import parameters_of

BACKENDS = ("tensorflow", "jax", "torch")
WITHOUT_KERAS = "none"
RECORD_NAME = "spreads.json"
FEWEST_SEEDS = 5
FEWEST_SEEDS_ELSEWHERE = 2
FEWEST_BACKENDS = 2
STANDARD_DEVIATIONS = 4
MOST_TIMES_SUGGESTED = 3
MORE_DIGITS = """\
from helpers.measured import Measured as _Measured

_Measured.__str__ = lambda self: f"{self.value:.9f} ± {self.spread}"
"""


@dataclass(frozen=True)
class Found:
    """A measured value in the outputs of a notebook.

    Parameters
    ----------
    cell : str
        Identity of the cell that printed it.
    order : int
        Its place among the measured values of that cell, from 0.
    label : str
        The text before it on its line.
    value, spread : Decimal
        As printed.
    """

    cell: str
    order: int
    label: str
    value: Decimal
    spread: Decimal

    @property
    def place(self) -> tuple[str, int]:
        """What makes it the same value in another run."""
        return self.cell, self.order


def measured_values(notebook: nbformat.NotebookNode) -> list[Found]:
    """Gather all ``value ± spread`` that a notebook shows.

    Parameters
    ----------
    notebook : NotebookNode
        A notebook with outputs; what papermill put in for parameters is passed over.

    Returns
    -------
    list of Found
        In the order of the page.
    """
    found = []
    for cell in normal_form(notebook).cells:
        if cell.cell_type != "code":
            continue
        order = 0
        for line in printed_text(cell).splitlines():
            end = 0
            for match in MEASURED.finditer(line):
                label = " ".join(line[end : match.start()].split()).strip(" ,;:=")
                end = match.end()
                value = Decimal(match["value"].replace("−", "-"))
                spread = Decimal(match["spread"])
                found.append(Found(cell.id, order, label, value, spread))
                order += 1
    return found


def suggested_spread(values: Sequence[float], least: float = 0.0) -> float:
    """Suggest a spread for a value.

    Parameters
    ----------
    values : sequence of float
        What single runs gave, at least two.
    least : float
        The smallest spread that makes sense, 1 for whole numbers.

    Returns
    -------
    float
        4 sample standard deviations, rounded up to one significant digit; 0 if all are equal.
    """
    wanted = Decimal(repr(STANDARD_DEVIATIONS * statistics.stdev(values)))
    if wanted <= Decimal(repr(least)):
        return least
    # A difference in the fifteenth digit is rounding, and must not cost a whole step.
    wanted = wanted.quantize(Decimal((0, (1,), wanted.adjusted() - 9)))
    return float(wanted.quantize(Decimal((0, (1,), wanted.adjusted())), rounding=ROUND_CEILING))


def available_backends(names: Sequence[str]) -> tuple[list[str], list[str]]:
    """Sort backends into those that can be run here and those that can't.

    Parameters
    ----------
    names : sequence of str
        Backends of Keras.

    Returns
    -------
    tuple of two lists of str
        The installed ones, and the others.

    Raises
    ------
    BadUse
        If Keras has no such backend, or none of them is installed.
    """
    for name in names:
        if name not in BACKENDS:
            raise BadUse(
                f"Keras has no backend '{name}'.{suggestion(nearest(name, BACKENDS))} "
                f"It has {', '.join(BACKENDS)}."
            )
    here = [name for name in names if importlib.util.find_spec(name) is not None]
    missing = [name for name in names if name not in here]
    if not here:
        raise BadUse(f"None of the backends {', '.join(missing)} is installed here.")
    return here, missing


def needs_measuring(notebook: Notebook, seeds: int) -> bool:
    """Tell whether a notebook prints measured values.

    Parameters
    ----------
    notebook : Notebook
        The notebook, with its stored outputs.
    seeds : int
        How many seeds it is to be measured with, from 0 on.

    Returns
    -------
    bool
        True if its outputs hold a ``value ± spread``.

    Raises
    ------
    BadUse
        If it does and has no ``seed`` parameter to vary, or one that does not allow the seeds.
    """
    if not measured_values(notebook.content):
        return False
    parameters = parameters_of(notebook)
    if "seed" not in parameters:
        raise BadUse(
            f"{notebook.name} prints values with ± but has no parameter 'seed', so their spread "
            "cannot be measured. Add to its parameters cell: "
            "seed: int = 0  # start of the random numbers, 0 to 1000"
        )
    try:
        for seed in range(seeds):
            parameters["seed"].read(str(seed))
    except BadUse as error:
        raise BadUse(f"{notebook.name} cannot be measured with {seeds} seeds: {error}") from error
    return True


def backends_of(notebook: Notebook, backends: Sequence[str]) -> list[str]:
    """Name the backends a notebook is to run on; one that needs no Keras runs on ``"none"``."""
    return list(backends) if notebook.facts.get("keras", True) else [WITHOUT_KERAS]


def planned_runs(
    notebook: Notebook, seeds: int, backends: Sequence[str], seeds_elsewhere: int | None = None
) -> list[tuple[str, int]]:
    """List the runs that measure a notebook.

    Parameters
    ----------
    notebook : Notebook
        The notebook.
    seeds : int
        How many seeds on the first backend, from 0 on.
    backends : sequence of str
        Backends of Keras.
    seeds_elsewhere : int, optional
        How many on every other backend; as many as on the first unless told.

    Returns
    -------
    list of tuple of str and int
        Backend and seed of each run.
    """
    first, *others = backends_of(notebook, backends)
    counts = {first: seeds} | dict.fromkeys(others, seeds_elsewhere or seeds)
    return [(backend, seed) for backend, count in counts.items() for seed in range(count)]


def measure_spread(
    notebook: Notebook,
    runs: Sequence[tuple[str, int]],
    on_cell: Callable[[], None] = lambda: None,
) -> dict:
    """Run a notebook with several seeds on several backends and gather its measured values.

    Parameters
    ----------
    notebook : Notebook
        A notebook with stored outputs and a ``seed`` parameter.
    runs : sequence of tuple of str and int
        Backend and seed of each run, from `planned_runs`; at least two.
    on_cell : callable
        Called after each code cell.

    Returns
    -------
    dict
        The notebook's part of the record: versions, and for each value its label, the stated and
        the suggested spread, the stored value, what each run gave, mean and standard deviation.

    Raises
    ------
    RuntimeError
        If a run fails, uses stand-in data, or prints other measured values than are stored.
    """
    stored = measured_values(notebook.content)
    _check_same_places(stored, stored, "the stored run")
    found_by_run: dict[tuple[str, int], list[Found]] = {}
    for backend, seed in runs:
        execution = execute(
            notebook,
            {"seed": seed},
            on_cell=on_cell,
            environment={} if backend == WITHOUT_KERAS else {"KERAS_BACKEND": backend},
            prelude=MORE_DIGITS,
        )
        run = f"backend {backend}, seed {seed}"
        if execution.failure:
            raise RuntimeError(f"{run}: {execution.failure}")
        if execution.stand_ins:
            names = ", ".join(execution.stand_ins)
            raise RuntimeError(f"{run}: it ran on the stand-in for {names}")
        found = measured_values(execution.executed)
        _check_same_places(found, stored, run)
        found_by_run[backend, seed] = found
    return {
        "versions": versions(list(dict.fromkeys(backend for backend, _ in runs))),
        "values": [
            _entry(value, {run: found[index] for run, found in found_by_run.items()})
            for index, value in enumerate(stored)
        ],
    }


def versions(backends: Sequence[str]) -> dict[str, str]:
    """Name the versions that a measurement was made with.

    Parameters
    ----------
    backends : sequence of str
        The backends that were run.

    Returns
    -------
    dict of str to str
        Of Python, NumPy, Keras and the backends, by name.
    """
    found = {"python": platform.python_version(), "numpy": metadata.version("numpy")}
    providers = metadata.packages_distributions()
    for module in ("keras", *backends) if WITHOUT_KERAS not in backends else ():
        for distribution in sorted(set(providers.get(module, [])))[:1]:
            found[module] = metadata.version(distribution)
    return found


def read_record(path: Path) -> dict:
    """Read a record of measured spreads.

    Parameters
    ----------
    path : Path
        The file that ``workshop spread`` wrote.

    Returns
    -------
    dict
        Its content; an empty record if there is no such file.

    Raises
    ------
    BadUse
        If the file holds something else.
    """
    if not path.exists():
        return {"notebooks": {}}
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        record["notebooks"].keys()
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise BadUse(
            f"{path} is no record of spreads ({error}). Move it away, or name another file with -o."
        ) from error
    return record


def write_record(path: Path, name: str, part: Mapping) -> None:
    """Put the part of one notebook into a record, leaving those of the others.

    Parameters
    ----------
    path : Path
        The file of the record; it is made if there is none.
    name : str
        The notebook's name.
    part : mapping
        The answer of `measure_spread`.
    """
    record = read_record(path)
    record["notebooks"][name] = dict(part)
    record["notebooks"] = dict(sorted(record["notebooks"].items()))
    write_whole(path, json.dumps(record, indent=1, ensure_ascii=False) + "\n")


def audit(notebook_path: Path, record: Mapping) -> list[str]:
    """Hold the spreads that a notebook states against the measured ones.

    Parameters
    ----------
    notebook_path : Path
        The notebook, with its stored outputs.
    record : mapping
        The content of ``spreads.json``.

    Returns
    -------
    list of str
        Complaints, each a sentence; empty if every stated spread is neither too small nor so wide
        that it has no teeth, and was measured on two backends or more: with five seeds or more on
        one of them, and with two or more on every other.
    """
    notebook = Notebook(Path(notebook_path))
    stored = measured_values(notebook.content)
    part = record.get("notebooks", {}).get(notebook.name)
    again = f"Run: workshop spread {notebook.name}"
    if part is None:
        return [f"{notebook.name}: its spreads were never measured. {again}"] if stored else []
    entries = {(entry["cell"], entry["order"]): entry for entry in part["values"]}
    complaints = []
    for value in stored:
        what = f"{notebook.name}, '{value.label}' ({value.value} ± {value.spread})"
        entry = entries.pop(value.place, None)
        if entry is None or entry["label"] != value.label:
            complaints.append(f"{what}: this value was never measured. {again}")
        else:
            complaints.extend(f"{what}: {why}" for why in _complaints(value, entry, again))
    for entry in entries.values():
        complaints.append(
            f"{notebook.name}: the record has '{entry['label']}', which the notebook no longer "
            f"prints. {again}"
        )
    return complaints


def _complaints(value: Found, entry: Mapping, again: str) -> list[str]:
    complaints = []
    runs = entry["runs"]
    fewest = 1 if set(runs) == {WITHOUT_KERAS} else FEWEST_BACKENDS
    if len(runs) < fewest:
        complaints.append(
            f"measured on {', '.join(runs)} alone, and two backends are asked. {again}"
        )
    seeds = sorted(map(len, runs.values()))
    if seeds[-1] < FEWEST_SEEDS or seeds[0] < FEWEST_SEEDS_ELSEWHERE:
        complaints.append(
            f"measured with {', '.join(f'{len(runs[b])} seeds on {b}' for b in runs)}, and "
            f"{FEWEST_SEEDS} are asked on one backend, {FEWEST_SEEDS_ELSEWHERE} on every other. "
            f"{again} --seeds {FEWEST_SEEDS}"
        )
    recorded = [run for values in runs.values() for run in values]
    if not value.value.is_finite():
        return [*complaints, f"the stored value is {value.value}, which no spread can hold."]
    decimals = -value.spread.as_tuple().exponent
    largest = max(abs(Decimal(f"{run:.{decimals}f}") - value.value) for run in recorded)
    suggested = suggested_spread(recorded, _least(value.spread))
    if value.spread < largest:
        complaints.append(f"too small: a measured run lies {largest} from the stored value.")
    if suggested == 0:
        complaints.append("no run differs from another; print the value without a spread.")
    elif value.spread > MOST_TIMES_SUGGESTED * Decimal(repr(suggested)):
        complaints.append(
            f"has no teeth: it is more than {MOST_TIMES_SUGGESTED} times the suggested spread of "
            f"{suggested:g}."
        )
    return complaints


def _least(spread: Decimal) -> float:
    """Give the least spread that makes sense: a whole number cannot be told to less than 1."""
    return 0.0 if spread.as_tuple().exponent < 0 else 1.0


def _check_same_places(found: Sequence[Found], stored: Sequence[Found], run: str) -> None:
    if [value.place for value in found] == [value.place for value in stored]:
        broken = [value for value in found if not value.value.is_finite()]
        if broken:
            raise RuntimeError(f"{run}: '{broken[0].label}' came out as {broken[0].value}")
        return
    raise RuntimeError(
        f"{run}: it printed {len(found)} measured values where {len(stored)} are stored, or from "
        "other cells, so they cannot be told apart. If the notebook was changed, first run: "
        "workshop refresh"
    )


def _entry(stored: Found, runs: Mapping[tuple[str, int], Found]) -> dict:
    values = [float(found.value) for found in runs.values()]
    by_backend: dict[str, list[float]] = {}
    for (backend, _), found in runs.items():
        by_backend.setdefault(backend, []).append(float(found.value))
    spread = stored.spread
    deviation = statistics.stdev(values)
    return {
        "cell": stored.cell,
        "order": stored.order,
        "label": stored.label,
        "stored": float(stored.value),
        "stated": float(spread),
        "suggested": suggested_spread(values, _least(spread)),
        "mean": _rounded(statistics.fmean(values)),
        "standard_deviation": _rounded(deviation),
        "runs": by_backend,
    }


def _rounded(number: float) -> float:
    """Keep four significant digits; more are chance."""
    return float(f"{number:.4g}") if math.isfinite(number) else number
