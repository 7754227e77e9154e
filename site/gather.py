"""Build the site: ``make site``, or ``python site/gather.py [FOLDER]``.

Sources stay where they are. Copies of them go to a temporary folder of the same shape, so links
between pages hold; Sphinx makes the site of that. No notebook is executed: its stored outputs show.
"""

from __future__ import annotations

import base64
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from urllib.parse import quote

from sphinx.cmd.build import main as sphinx

from helpers.live import alone

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
PAGES = ("*.md", "docs/**/*.md", "data/README.md", "tests/README.md", "slides/README.md",
         "notebooks/*.md", "notebooks/[0-9]*.ipynb")
PICTURES = ("docs/*.png", "notebooks/cards/*.png")
TITLES = {"README.md": "Every way to start", "slides/README.md": "About the decks"}
QUOTED = ("CITATION.cff", "LICENSE")
LIVE = ROOT / "helpers" / "live"
NO_PREDICTION, FOLDED = "you made no prediction", 4
NODE = ROOT / "slides" / "node_modules"
MARP = NODE / "@marp-team" / "marp-cli"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REPOSITORY = PROJECT["project"]["urls"]["Repository"]
BRANCH = PROJECT["tool"]["workshop"]["branch"]

_LINK = re.compile(r"\[([^\]\[]+)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")
_BADGE = re.compile(r"\[!\[Open in Colab\]\([^)]*\)\]\((?P<colab>[^)]*)\)")
_TERM = re.compile(r"(?m)^\| ([^|$]+?) \| (?=\d\d)")
_BLOCK = re.compile(r"(?ms)^## (Block .+?)$(.*?)(?=^## |\Z)")
_LIVE = re.compile(r"(?m)^- \[\]\(live/(\w+)\.md\): (.+)$")
_LIVE_LIST = re.compile(r"(?m)(^- \[\]\(live/.+\n)+")
_CARD = re.compile(r"!\[([^\]]+)\]\(notebooks/cards/(\d\d)\.png\) \| "
                   r"\[\*\*(.+?)\*\*\]\(notebooks/(\w+)\.ipynb\)<br>(.+?) \|")


def files(patterns: tuple[str, ...]) -> list[Path]:
    """Find files of the course, by their paths in it."""
    return sorted(p.relative_to(ROOT) for pattern in patterns for p in ROOT.glob(pattern))


def on_github(path: str) -> str:
    """Say where a file or folder of the course can be seen on the web."""
    kind = "tree" if (ROOT / path).is_dir() else "blob"
    return f"{REPOSITORY}/{kind}/{BRANCH}/{path}"


def with_links(text: str, page: Path) -> str:
    """Let links that leave the site's pages lead to the built decks or to the repository."""
    here = set(files(PAGES + PICTURES))

    def lead(found: re.Match) -> str:
        words, target, heading = found[1], found[2], found[3] or ""
        path = os.path.normpath(page.parent / target)
        if Path(path) in here or not (ROOT / path).exists():
            return found[0]
        if re.fullmatch(r"slides/\d_\w+\.md", path) and MARP.exists():
            up = os.path.relpath("decks", page.parent)
            return f'<a href="{up}/{Path(path).stem}.html">{words}</a>'
        return f"[{words}]({on_github(path)}{heading})"

    return _LINK.sub(lead, text)


def buttons(name: str, colab: str) -> str:
    """Give a notebook's row of buttons."""
    place = REPOSITORY.removeprefix("https://github.com/")
    path = quote(f"lab/tree/notebooks/{name}", safe="")
    binder = f"https://mybinder.org/v2/gh/{place}/{BRANCH}?urlpath={path}"
    return (f'<p class="buttons"><a href="{colab}">Open in Colab</a> <a href="{binder}">Open in '
            f'Binder</a> <a href="{name}" download>Download the notebook</a></p>')


def notebook(path: Path) -> str:
    """Make a notebook's page: buttons, links, texts of its figures; without the cell for Colab."""
    content = json.loads(read(path))
    folded = answering(content["cells"])
    for cell in content["cells"]:
        about, source = cell["metadata"], "".join(cell["source"])
        about["tags"] = [*about.get("tags", []), *shown_otherwise(cell)]
        if cell["id"] in folded:
            about["tags"].append("hide-output")
        if "alt" in about:
            about["mystnb"] = {"image": {"alt": about["alt"]}}
        if cell["cell_type"] == "markdown":
            source = _BADGE.sub(lambda found: buttons(path.name, found["colab"]), source)
            cell["source"] = with_links(source, path)
    first = {live_of(cell): cell["id"] for cell in reversed(content["cells"])}.values()
    content["cells"] = [one for cell in content["cells"]
                        for one in (with_live(cell) if cell["id"] in first else [cell])]
    return json.dumps(content)


def to_download(path: Path) -> str:
    """Give a notebook without its outputs: a tenth of the size, and no answer is given away."""
    content = json.loads(read(path))
    for cell in content["cells"]:
        if cell["cell_type"] == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(content, ensure_ascii=False, indent=1)


def shown_otherwise(cell: dict) -> list[str]:
    """Say what the site leaves out of a cell or folds: nobody can type there."""
    tags = {"bootstrap", "exercise", "challenge"} & set(cell["metadata"].get("tags", []))
    if tags or "".join(cell["source"]) == "check.summary()":
        return ["remove-cell" if "bootstrap" in tags else "remove-output"]
    return ["hide-output"] if NO_PREDICTION in json.dumps(cell) else []


def answering(cells: list[dict]) -> set[str]:
    """Find the few cells before the check of a prediction: their outputs may give the answer."""
    code, found = [cell for cell in cells if cell["cell_type"] == "code"], set()
    for place, cell in enumerate(code):
        if NO_PREDICTION not in json.dumps(cell["outputs"]):
            continue
        for before in reversed(code[max(0, place - FOLDED) : place]):
            if {"prediction", "exercise"} & set(before["metadata"].get("tags", [])):
                break
            if before["outputs"]:
                found.add(before["id"])
    return found


def live_of(cell: dict) -> str | None:
    """Name the live figure that a cell shows, if it shows one."""
    found = re.search(r"from helpers\.live\.(\w+) import [A-Z]", "".join(cell["source"]))
    drawn = any("image/png" in output.get("data", {}) for output in cell.get("outputs", ()))
    return found[1] if found and drawn and (LIVE / f"{found[1]}.js").exists() else None


def with_live(cell: dict) -> list[dict]:
    """Give a cell, and in place of a still picture the figure that lives, begun as it begins it."""
    if not (name := live_of(cell)):
        return [cell]
    cell["outputs"] = [output for output in cell["outputs"]
                       if "image/png" not in output.get("data", {})]
    figure = f"```{{live}} {name}\n{json.dumps(alone.BEGUN.get(name, {}))}\n```"
    return [cell, {"cell_type": "markdown", "id": f"live-{name}", "metadata": {}, "source": figure}]


def term_anchor(term: str) -> str:
    """Name the anchor of a term in the glossary."""
    return "term-" + re.sub(r"\W+", "-", term.lower()).strip("-")


def with_own_title(text: str, path: Path) -> str:
    """Tell apart pages that bear the same title, as a list of search results needs it."""
    title = TITLES.get(path.as_posix(), r"\1, for lecturers" if path.parent.name == "lecturer"
                       else r"\1")
    return re.sub(r"\A# (.+)", f"# {title}", text)


def glossary(text: str) -> str:
    """Give each term of the glossary an anchor: glossary.html#term-learning-rate."""

    def anchor(found: re.Match) -> str:
        anchors = [term_anchor(term) for term in found[1].split(", ")]
        spans = "".join(f'<span id="{name}"></span>' for name in anchors)
        return f"| {spans}{found[1]} | "

    return _TERM.sub(anchor, text)


def contents(course: str) -> str:
    """List the notebooks in their blocks, for the navigation."""
    return "\n\n".join(
        "\n".join([f"```{{toctree}}\n:hidden:\n:caption: {title}\n",
                   *(f"notebooks/{name}" for name in re.findall(r"\]\((\w+)\.ipynb\)", rows)),
                   "```"])
        for title, rows in _BLOCK.findall(course)
    )


def card(address: str, picture: str, alt: str, title: str, words: str) -> str:
    """Show something as a card with its picture, which leads there."""
    return (f'<a class="card" href="{address}"><img src="{picture}" alt="{html.escape(alt)}" '
            f'loading="lazy"><strong>{title}</strong> <span>{words}</span></a>')


def notebook_cards() -> str:
    """Show what each notebook makes, as the front page on GitHub does, block by block."""
    cards = {
        name: card(f"notebooks/{name}.html", f"notebooks/cards/{number}.png", alt, title, words)
        for alt, number, title, name, words in _CARD.findall(read("README.md"))
    }
    return "\n\n".join(
        f'### {title}\n\n<div class="cards">{"".join(cards[name] for name in names)}</div>'
        for title, rows in _BLOCK.findall(read("notebooks/README.md"))
        for names in [re.findall(r"\]\((\w+)\.ipynb\)", rows)]
    )


def lecturers_pages() -> str:
    """List the lecturers' pages: the notebook, its minutes, and its point."""
    rows = []
    for path in files(("docs/lecturer/*.md",)):
        text = read(path)
        title, minutes, point = re.search(
            r"# (.+)\n\n(\d+) min .*\n\n\*\*The point\.\*\* (.+)", text).groups()
        rows.append(f"| [{title}]({path}) | {minutes} min | {point} |")
    return "\n".join(["| Notebook | Teaching | The point |", "| --- | ---: | --- |", *rows])


def live_cards(figures: str, extra: Path) -> str:
    """Show each live figure of a list by the still picture that its notebook has stored."""
    made = []
    for name, words in _LIVE.findall(figures):
        page = read(f"site/live/{name}.md")
        alt, picture = still(name)
        (extra / "live").mkdir(parents=True, exist_ok=True)
        (extra / "live" / f"{name}.png").write_bytes(picture)
        made.append(card(f"live/{name}.html", f"live/{name}.png", alt,
                         re.match("# (.+)", page)[1], words))
    return f'<div class="cards large">{"".join(made)}</div>'


def still(name: str) -> tuple[str, bytes]:
    """Give the text and the still picture of a live figure, as its notebook has stored it."""
    for path in files(("notebooks/[0-9]*.ipynb",)):
        for cell in json.loads(read(path))["cells"]:
            if live_of(cell) == name:
                pictures = [output["data"]["image/png"] for output in cell["outputs"]
                            if "image/png" in output.get("data", {})]
                return cell["metadata"]["alt"], base64.b64decode(pictures[0])
    raise ValueError(f"no notebook stores a picture of the live figure {name}")


def deck_cards(extra: Path) -> str:
    """Build the decks and show each by its first picture; without Marp, link to their text."""
    if MARP.exists():
        subprocess.run([sys.executable, "-m", "slides.build", "--format", "html", "--output",
                        extra / "decks"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    made, printed = [], []
    for deck in files(("slides/[0-9]_*.md",)):
        text = read(deck)
        title, words = re.findall(r"(?m)^(?:title|description): (.*)", text)[:2]
        alt, picture = re.search(r"!\[([^\]]*)\]\(([^)]+)\)", text).groups()
        put(ROOT / "slides" / picture, extra / "decks" / picture)
        address = f"decks/{deck.stem}.html" if MARP.exists() else on_github(str(deck))
        made.append(card(address, f"decks/{picture}", alt, title.strip('"'), words))
        if (pdf := ROOT / "slides" / "built" / f"{deck.stem}.pdf").exists():
            put(pdf, extra / "decks" / pdf.name)
            printed.append(f'<a href="decks/{pdf.name}">{title.strip(chr(34))}, PDF</a>')
    buttons = f'<p class="buttons">{" ".join(printed)}</p>' if printed else ""
    return f'<div class="cards wide">{"".join(made)}</div>\n\n{buttons}'


def timetables() -> str:
    """Give the timetable of each ready-made workshop, as `workshop agenda` prints it."""
    made = []
    for one in tomllib.loads(read("slides/agendas.toml"))["agenda"]:
        said = subprocess.run(
            [sys.executable, "-m", "workshop", "agenda", "--days", str(one["days"]),
             "--hours", str(one["hours"])],
            cwd=ROOT, check=True, capture_output=True, text=True, encoding="utf-8",
        ).stdout
        title, _, table = said.partition("\n\n")
        made.append(f"## {title}\n\n```text\n{table.rstrip()}\n```")
    return "\n\n".join(made)


def read(path: Path | str) -> str:
    """Read a file of the course."""
    return (ROOT / path).read_text(encoding="utf-8")


def put(file: Path, place: Path) -> None:
    """Copy a file to a place, whose folder is made if it has to be."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, place)


def gather(source: Path) -> None:
    """Copy the pages and all that they show into a folder, made ready for Sphinx."""
    extra = source / "_extra"
    shutil.copytree(SITE, source, ignore=shutil.ignore_patterns("built", "*.py", "__pycache__"))
    for path in files(PICTURES + QUOTED + PAGES):
        put(ROOT / path, source / path)
        if path.suffix == ".png":
            put(ROOT / path, extra / path)
        if path.suffix == ".ipynb":
            (extra / path).parent.mkdir(parents=True, exist_ok=True)
            (extra / path).write_text(to_download(path), encoding="utf-8")
            (source / path).write_text(notebook(path), encoding="utf-8")
        elif path.suffix == ".md":
            text = with_links(read(path), path)
            text = glossary(text) if path.name == "glossary.md" else with_own_title(text, path)
            (source / path).write_text(text, encoding="utf-8")
    made = {"BLOCKS": contents(read("notebooks/README.md")), "CARDS": notebook_cards(),
            "DECKS": deck_cards(extra), "TIMETABLES": timetables(), "LECTURER": "\n".join(
                f"{read(path).splitlines()[0][2:]} <{path.with_suffix('')}>"
                for path in files(("docs/lecturer/*.md",))), "POINTS": lecturers_pages()}
    for page in (source / f"{name}.md" for name in ("index", "decks", "lecturer", "agendas")):
        text = re.sub(rf"(?m)^({'|'.join(made)})$", lambda found: made[found[1]],
                      page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8")
    live = _LIVE_LIST.sub(lambda found: live_cards(found[0], extra), read("site/live.md"))
    (source / "live.md").write_text(live, encoding="utf-8")


def lighten(built: Path) -> None:
    """Take off what no reader needs: maps of scripts, icons as a script, other languages."""
    shutil.rmtree(built / "_static" / "locales", ignore_errors=True)
    for file in [*built.glob("_static/**/*.map"), built / "_static/scripts/fontawesome.js"]:
        file.unlink(missing_ok=True)
    for page in built.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        page.write_text(re.sub(r"<script defer[^>]*fontawesome\.js[^>]*></script>", "", text),
                        encoding="utf-8")


def build(folder: Path, *options: str) -> int:
    """Build the site into a folder."""
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "source"
        gather(source)
        fault = sphinx(["--quiet", "-b", "html", "-c", str(SITE), "-d", f"{work}/doctrees",
                        "-D", f"html_extra_path={source}/_extra", *options, str(source),
                        f"{work}/built"])
        lighten(Path(work) / "built")
        if (folder / "objects.inv").exists():  # an older site, and no other folder
            shutil.rmtree(folder)
        shutil.copytree(Path(work) / "built", folder, dirs_exist_ok=True)
    return fault


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if sys.argv[1:] else SITE / "built", *sys.argv[2:]))
