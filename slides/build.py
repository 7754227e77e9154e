"""Build the decks: ``python -m slides.build``, or ``make slides``.

Marp makes HTML, PDF and PowerPoint of the Markdown. The HTML holds fonts, pictures and mathematics
itself, so that it is one file that needs neither the network nor its neighbours.
"""

from __future__ import annotations

import base64
import functools
import mimetypes
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

import click
import nbformat

from helpers.live import alone

SLIDES = Path(__file__).resolve().parent
MARP = SLIDES / "node_modules" / ".bin" / ("marp.cmd" if os.name == "nt" else "marp")
FORMATS = ("html", "pdf", "pptx")
FONTS = [
    ("Source Sans 3", "source-sans-3", weight, script)
    for weight in (400, 700)
    for script in ("latin", "greek")
] + [("Source Code Pro", "source-code-pro", 400, "latin")]
RANGES = {
    "latin": "U+0000-00FF, U+2000-206F, U+20AC, U+2122, U+2190-21FF, U+2212",
    "greek": "U+0370-03FF",
}

NOTEBOOK_PICTURES = SLIDES / "pictures" / "from_notebooks"
_FROM_NOTEBOOK = re.compile(r"pictures/from_notebooks/((\d\d)-[\w-]+?)(?:\.(\d))?\.(?:png|jpeg)")
_PICTURE = re.compile(r"""(?<=src=")(?!data:|[a-z]+:)([^"]+)(?=")""")
_LINK = re.compile(r"""(?<=href=")\.\./(?=[^"]+")""")
_LIVE = re.compile(r"""(<img[^>]*?) title="live: (\w+)"([^>]*>.*?)(?=</section>)""", re.DOTALL)


def decks() -> list[Path]:
    """List the decks in order: the Markdown files whose names begin with a digit."""
    return sorted(SLIDES.glob("[0-9]_*.md"))


def data_address(path: Path) -> str:
    """Put a picture or a font into an address that holds it whole."""
    kind = mimetypes.guess_type(path.name)[0] or "font/woff2"
    try:
        content = base64.b64encode(path.read_bytes()).decode("ascii")
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {error.strerror}.") from error
    return f"data:{kind};base64,{content}"


def theme() -> str:
    """Read the theme and put the fonts into it."""
    faces = []
    for family, package, weight, script in FONTS:
        file = f"{package}-{script}-{weight}-normal.woff2"
        source = SLIDES / "node_modules" / "@fontsource" / package / "files" / file
        faces.append(
            f'@font-face {{ font-family: "{family}"; font-weight: {weight}; '
            f"unicode-range: {RANGES[script]}; src: url({data_address(source)}) "
            'format("woff2"); }'
        )
    text = (SLIDES / "theme.css").read_text(encoding="utf-8")
    head, rules = text.split("*/", 1)
    return "\n".join([f"{head}*/", *faces, rules])


def self_contained(page: str) -> str:
    """Put a page's pictures into it, and let its links lead to the repository, not beside it."""
    page = _PICTURE.sub(lambda found: data_address(SLIDES / found[1]), page)
    return _LINK.sub(lambda found: f"{repository()}/", page)


def with_live(page: str) -> str:
    """Give a button to each picture whose title is ``live: NAME``, which opens that figure."""
    names = sorted({found[2] for found in _LIVE.finditer(page)})
    if not names:
        return page
    page = _LIVE.sub(r'\1\3<button data-live="live-\2">Try it live</button>', page)
    dialogs = [
        f'<dialog class="live-slide" id="live-{name}"><form method="dialog"><button>Close</button>'
        f'</form><div class="live-figure" id="figure-{name}"></div></dialog>\n'
        + alone.script(name, f"figure-{name}", alone.BEGUN.get(name))
        for name in names
    ]
    look = (alone.LIVE / "figure.css").read_text(encoding="utf-8")
    opening = (SLIDES / "live.html").read_text(encoding="utf-8")
    whole = "\n".join([f"<style>{look}</style>", *dialogs, opening])
    return page.replace("</body>", f"{whole}</body>")


def repository() -> str:
    """Read where the course's files can be seen on the web."""
    project = tomllib.loads((SLIDES.parent / "pyproject.toml").read_text(encoding="utf-8"))
    branch = project["tool"]["workshop"]["branch"]
    return f"{project['project']['urls']['Repository']}/blob/{branch}"


def take_pictures(deck: Path) -> None:
    """Take the pictures that a deck shows out of the notebooks' stored outputs.

    ``pictures/from_notebooks/12-31-maps.png`` is the first picture below the cell 12-31-maps, and
    ``12-31-maps.2.png`` the second.
    """
    for found in _FROM_NOTEBOOK.finditer(deck.read_text(encoding="utf-8")):
        cell, notebook, number = found.groups()
        pictures = stored_pictures(notebook).get(cell, [])
        if len(pictures) < int(number or 1):
            raise click.ClickException(
                f"{deck.name} shows {found[0]}, and notebook {notebook} has no such picture."
            )
        NOTEBOOK_PICTURES.mkdir(parents=True, exist_ok=True)
        (SLIDES / found[0]).write_bytes(pictures[int(number or 1) - 1])


@functools.cache
def stored_pictures(notebook: str) -> dict[str, list[bytes]]:
    """Give the pictures below each cell of a notebook, by the cell's id."""
    (path,) = (SLIDES.parent / "notebooks").glob(f"{notebook}_*.ipynb")
    return {
        cell.id: [
            base64.b64decode(data[kind])
            for output in cell.outputs
            for data in [output.get("data", {})]
            for kind in ("image/png", "image/jpeg")
            if kind in data
        ]
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "code"
    }


def marp(deck: Path, made: Path, style: Path) -> None:
    """Let Marp make a file of a deck; the file's suffix says of which format.

    PDF and PowerPoint are printed by a browser, which Marp looks for.
    """
    command = [MARP, deck, "--no-stdin", f"--theme-set={style}", "-o", made]
    if made.suffix == ".html":
        command += ["--bespoke.osc=false"]
    else:
        command += [f"--{made.suffix[1:]}", "--allow-local-files"]
    if made.suffix == ".pdf":
        command += ["--pdf-notes", "--pdf-outlines"]
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    environment = os.environ | ({"CHROME_NO_SANDBOX": "1"} if is_root else {})
    run = subprocess.run(command, capture_output=True, text=True, env=environment)
    if run.returncode or not made.exists():
        said = run.stderr.strip()[-2000:]
        raise click.ClickException(f"{deck.name} to {made.suffix[1:]}: {said}")


def build(deck: Path, formats: Sequence[str], folder: Path) -> list[Path]:
    """Build one deck and give the files written, each of them whole."""
    if not MARP.exists():
        raise click.ClickException(
            "Marp is not installed. With Node.js 18 or newer: make slides, "
            "or: npm ci --prefix slides"
        )
    take_pictures(deck)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory(dir=folder) as work:
        style = Path(work) / "workshop.css"
        style.write_text(theme(), encoding="utf-8")
        for kind in formats:
            made = Path(work) / f"{deck.stem}.{kind}"
            marp(deck, made, style)
            if kind == "html":
                page = with_live(self_contained(made.read_text(encoding="utf-8")))
                made.write_text(page, encoding="utf-8")
            written.append(made.replace(folder / made.name))
    return written


@click.command(epilog="Example: python -m slides.build --format html 1_single_neuron")
@click.argument("names", nargs=-1, metavar="[DECK]...")
@click.option(
    "--format",
    "formats",
    type=click.Choice(FORMATS),
    multiple=True,
    default=FORMATS,
    help="What to build; may be repeated (default: all).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=SLIDES / "built",
    help="Folder for what is built (default: slides/built).",
)
def main(names: tuple[str, ...], formats: tuple[str, ...], output: Path) -> None:
    """Build decks as HTML, PDF with notes, and PowerPoint.

    A DECK is named by its number or its name. Without any, all are built.
    """
    chosen = [deck for deck in decks() if not names or {deck.stem, deck.stem[0]} & set(names)]
    missing = set(names) - {name for deck in chosen for name in (deck.stem, deck.stem[0])}
    if missing:
        there = ", ".join(deck.stem for deck in decks())
        unknown = ", ".join(sorted(missing))
        raise click.UsageError(f"No deck is called {unknown}. There are {there}.")
    for deck in chosen:
        for path in build(deck, formats, output):
            shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
            click.echo(f"{shown}  {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    sys.exit(main())
