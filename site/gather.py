"""Build the site: ``make site``, or ``python site/gather.py [FOLDER]``.

Sources stay where they are. Copies of them go to a temporary folder of the same shape, so links
between pages hold; Sphinx makes the site of that. No notebook is executed: its stored outputs show.
"""

from __future__ import annotations

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

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
PAGES = ("*.md", "docs/**/*.md", "data/README.md", "tests/README.md", "slides/README.md",
         "notebooks/*.md", "notebooks/[0-9]*.ipynb")
PICTURES = ("docs/*.png", "notebooks/cards/*.png")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REPOSITORY = PROJECT["project"]["urls"]["Repository"]
BRANCH = PROJECT["tool"]["workshop"]["branch"]

_LINK = re.compile(r"\[([^\]\[]+)\]\((?![a-z]+:|#)([^)\s#]+)(#[^)\s]*)?\)")
_BADGE = re.compile(r"\[!\[Open in Colab\]\([^)]*\)\]\((?P<colab>[^)]*)\)")
_TERM = re.compile(r"(?m)^\| ((?:\$[^$]+\$)|[^|$]+?) \| (?=[^|]+ \|)")
_BLOCK = re.compile(r"(?ms)^## (Block .+?)$(.*?)(?=^## |\Z)")
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


MARP = ROOT / "slides" / "node_modules" / "@marp-team" / "marp-cli"


def buttons(name: str, colab: str) -> str:
    """Give a notebook's row of buttons."""
    place = REPOSITORY.removeprefix("https://github.com/")
    path = quote(f"lab/tree/notebooks/{name}", safe="")
    binder = f"https://mybinder.org/v2/gh/{place}/{BRANCH}?urlpath={path}"
    return (f'<p class="buttons"><a href="{colab}">Open in Colab</a> <a href="{binder}">Open in '
            f'Binder</a> <a href="{name}" download>Download the notebook</a></p>')


def notebook(path: Path) -> str:
    """Make a notebook's page: buttons, links, texts of its figures; without the cell for Colab."""
    content = json.loads((ROOT / path).read_text(encoding="utf-8"))
    for cell in content["cells"]:
        about, source = cell["metadata"], "".join(cell["source"])
        if "bootstrap" in about.get("tags", []):
            about["tags"].append("remove-cell")
        if "alt" in about:
            about["mystnb"] = {"image": {"alt": about["alt"]}}
        if cell["cell_type"] == "markdown":
            source = _BADGE.sub(lambda found: buttons(path.name, found["colab"]), source)
            cell["source"] = with_links(source, path)
    return json.dumps(content)


def glossary(text: str) -> str:
    """Give each term of the glossary an anchor: glossary.html#term-learning-rate."""
    seen = set()

    def anchor(found: re.Match) -> str:
        name = "term-" + re.sub(r"\W+", "-", found[1].lower()).strip("-")
        if name in seen or found[1] in ("Symbol", "Word", "---"):
            return found[0]
        seen.add(name)
        return f'| <span id="{name}"></span>{found[1]} | '

    return _TERM.sub(anchor, text)


def contents(course: str) -> str:
    """List the notebooks in their blocks, for the navigation."""
    return "\n\n".join(
        "\n".join([f"```{{toctree}}\n:hidden:\n:caption: {title}\n",
                   *(f"notebooks/{name}" for name in re.findall(r"\]\((\w+)\.ipynb\)", rows)),
                   "```"])
        for title, rows in _BLOCK.findall(course)
    )


def cards(readme: str) -> str:
    """Show what each notebook makes as a card with its picture."""
    made = (
        f'<a class="card" href="notebooks/{name}.html"><img src="notebooks/cards/{number}.png" '
        f'alt="{alt}" loading="lazy"><strong>{title}</strong> <span>{words}</span></a>'
        for alt, number, title, name, words in _CARD.findall(readme)
    )
    return f'<div class="cards">{"".join(made)}</div>'


def gather(source: Path) -> None:
    """Copy the pages and all that they show into a folder, made ready for Sphinx."""
    shutil.copytree(SITE, source, dirs_exist_ok=True,
                    ignore=shutil.ignore_patterns("built", "*.py", "__pycache__"))
    for path in files(PAGES):
        text = (ROOT / path).read_text(encoding="utf-8")
        if path.suffix == ".ipynb":
            text = notebook(path)
        elif path.name == "glossary.md":
            text = glossary(text)
        (source / path).parent.mkdir(parents=True, exist_ok=True)
        (source / path).write_text(
            text if path.suffix == ".ipynb" else with_links(text, path), encoding="utf-8")
    for path in [*files(PICTURES), *files(("notebooks/[0-9]*.ipynb",))]:
        for place in ("", "_extra"):
            if place or path.suffix == ".png":
                (source / place / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / path, source / place / path)
    start = (source / "index.md").read_text(encoding="utf-8")
    start = start.replace("BLOCKS", contents((ROOT / "notebooks/README.md").read_text("utf-8")))
    start = start.replace("CARDS", cards((ROOT / "README.md").read_text("utf-8")))
    (source / "index.md").write_text(start, encoding="utf-8")


def build(folder: Path, *options: str) -> int:
    """Build the site into a folder."""
    with tempfile.TemporaryDirectory() as work:
        source = Path(work) / "source"
        gather(source)
        if MARP.exists():
            subprocess.run([sys.executable, "-m", "slides.build", "--format", "html", "--output",
                            source / "_extra" / "decks"], cwd=ROOT, check=True)
        return sphinx(["--quiet", "-b", "html", "-c", str(SITE), "-d", f"{work}/doctrees",
                       "-D", f"html_extra_path={source}/_extra", *options, str(source),
                       str(folder)])


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1]) if sys.argv[1:] else SITE / "built", *sys.argv[2:]))
