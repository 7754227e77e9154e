"""Runs the cells of a notebook as a student does: again and again, in one kernel.

An output may leave neither the stored one nor that of the first run. A cell tagged ``once`` may
differ: the text beside it says what a second run does.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from helpers.measured import agrees
from workshop.notebooks.course import Notebook
from workshop.notebooks.execute import stand_ins
from workshop.notebooks.normal_form import normal_outputs
from workshop.notebooks.parameters import parameters_of

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
ONCE = "once"
SECONDS_FOR_A_CELL = 1200


def disagreements(path: Path, least: bool = False) -> Iterator[str]:
    """Run every code cell twice in a row, then all once more; tell what differs.

    With the least values of the parameters, and on stand-in data, the numbers aren't those that
    the file holds: then the first run is what the others are held against.
    """
    original = nbformat.read(path, as_version=4)
    cells = [cell for cell in original.cells if cell.cell_type == "code"]
    runs = [
        (cell, run)
        for cell in cells
        for run in ("first", "second")
        if run == "first" or ONCE not in cell.metadata.get("tags", [])
    ]
    runs += [(cell, "third") for cell in cells]
    values = least_values(path) if least else ""
    again = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(
                cell.source + (values if "parameters" in cell.metadata.get("tags", []) else "")
            )
            for cell, _ in runs
        ],
        metadata=original.metadata,
    )
    client = NotebookClient(
        again, kernel_name="python3", timeout=SECONDS_FOR_A_CELL, allow_errors=True,
        resources={"metadata": {"path": str(path.parent)}},
    )  # fmt: skip
    client.execute()
    done = list(zip(runs, again.cells, strict=True))
    first = {stored.id: executed for (stored, run), executed in done if run == "first"}
    from_first = least or bool(stand_ins(again))
    for (stored, run), executed in done:
        was, now = seen(first[stored.id] if from_first else stored), seen(executed)
        if len(was) != len(now) or not all(map(agrees, now, was)):
            yield f"{path.stem}, cell {stored.id}, {run} run: {was} became {now}"


def least_values(path: Path) -> str:
    """Write the assignments that give each parameter but the seeds its least value."""
    return "".join(
        f"\n{name} = {parameter.kind}({parameter.limits[0]})"
        for name, parameter in parameters_of(Notebook(path)).items()
        if parameter.limits and "seed" not in name and "rate" not in name
    )


def seen(cell: nbformat.NotebookNode) -> list[str]:
    """Give what a reader sees below a cell: texts as they are, of a picture its kind."""
    texts = []
    for output in normal_outputs(cell.outputs):
        if output.output_type == "stream":
            texts.append(f"{output.name}: {output.text}")
        elif output.output_type == "error":
            texts.append(f"error: {output.ename}: {output.evalue}")
        else:
            pictures = [kind for kind in output.data if kind.startswith("image/")]
            texts.append(f"picture {pictures}" if pictures else output.data.get("text/plain", ""))
    return texts
