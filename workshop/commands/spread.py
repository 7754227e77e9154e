"""The options of ``workshop spread``; `workshop.commands.record` does the work."""

from __future__ import annotations

from pathlib import Path

import click

from workshop.commands import record as spreads
from workshop.notebooks.course import find_course
from workshop.terminal.errors import BadUse
from workshop.terminal.progress import Progress
from workshop.terminal.table import text_table


@click.command(
    "spread", epilog="Example: workshop spread 12 --seeds 5 --backends tensorflow,jax"
)
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option(
    "--seeds",
    type=click.IntRange(min=2),
    default=5,
    show_default=True,
    help="How many seeds, from 0 on.",
)
@click.option(
    "--seeds-elsewhere",
    type=click.IntRange(min=2),
    help="How many on every backend but the first, where runs are slow (default: as many).",
)
@click.option(
    "--backends",
    default="tensorflow,jax",
    show_default=True,
    help="Keras backends, separated by commas.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File of the record (default: notebooks/spreads.json).",
)
@click.pass_obj
@click.pass_context
def command(
    context: click.Context,
    project: Path | None,
    notebooks: tuple[str, ...],
    seeds: int,
    seeds_elsewhere: int | None,
    backends: str,
    output: Path | None,
) -> None:
    """Measure how far the values marked ± move with the seed and the backend.

    Runs each notebook that prints such values with every seed on every backend, records what came,
    and compares the spread that the notebook states with the suggested one: 4 standard deviations
    of one run, rounded up. Notebooks already in the record and not chosen stay in it. Exit status:
    0 measured, 1 a run failed or a stated spread is too small or has no teeth, 2 bad use.
    """
    course = find_course(project)
    chosen = [
        notebook
        for notebook in course.choose(notebooks)
        if spreads.needs_measuring(notebook, seeds)
    ]
    if not chosen:
        raise BadUse(
            "None of the chosen notebooks has a value with ± in its stored outputs. If one prints "
            "them, store its outputs first: workshop refresh"
        )
    names = [name.strip() for name in backends.split(",") if name.strip()]
    here, missing = spreads.available_backends(names)
    for name in missing:
        click.echo(f"The backend {name} is not installed and is left out.", err=True)
    record_path = output or course.folder / spreads.RECORD_NAME
    spreads.read_record(record_path)
    runs = {
        notebook: spreads.planned_runs(notebook, seeds, here, seeds_elsewhere)
        for notebook in chosen
    }
    failed, measured = [], []
    try:
        with Progress(
            sum((len(notebook.code_cells) + 1) * len(runs[notebook]) for notebook in chosen)
        ) as progress:
            for notebook in chosen:
                progress.notebook(f"{notebook.name} ({len(runs[notebook])} runs)")
                try:
                    part = spreads.measure_spread(notebook, runs[notebook], progress.cell)
                except RuntimeError as error:
                    failed.append(f"{notebook.name}: {error}")
                else:
                    spreads.write_record(record_path, notebook.name, part)
                    measured.append(notebook)
                progress.finished(f"{notebook.name}: {len(runs[notebook])} runs")
    finally:
        failed.extend(_spread_report(measured, record_path))
        for line in failed:
            click.echo(line, err=True)
    context.exit(1 if failed else 0)


def _spread_report(measured: list, record_path: Path) -> list[str]:
    """Print stated spreads beside suggested ones; give the complaints about them."""
    if not measured:
        return []
    record = spreads.read_record(record_path)
    head = ("notebook", "value", "stored", "mean", "st. dev.", "stated ±", "suggested ±")
    rows = [
        (
            notebook.name,
            entry["label"],
            *(
                f"{entry[key]:g}"
                for key in ("stored", "mean", "standard_deviation", "stated", "suggested")
            ),
        )
        for notebook in measured
        for entry in record["notebooks"][notebook.name]["values"]
    ]
    click.echo(text_table(head, rows, numbers=head[2:]))
    click.echo(f"Recorded in {record_path}.")
    return [why for notebook in measured for why in spreads.audit(notebook.path, record)]
