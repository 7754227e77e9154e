"""What Sphinx has to know to build the site; see gather.py."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess

from docutils import nodes
from gather import BRANCH, LIVE, NODE, REPOSITORY, ROOT, SITE, read, still, term_anchor
from PIL import Image
from sphinx.util.docutils import SphinxDirective

from helpers.live.alone import script

project = html_title = html_short_title = "Deep Learning Workshop"
author = copyright = "The Deep Learning Workshop contributors, CC BY 4.0"
extensions = ["myst_nb"]
exclude_patterns = ["_extra", "static"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_merge_streams = True
nb_code_prompt_show = "Show the {type}"
nb_code_prompt_hide = "Hide the {type}"
myst_enable_extensions = ["attrs_inline", "colon_fence", "dollarmath", "html_image"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

html_theme = "sphinx_book_theme"
html_static_path = ["static"]
html_css_files = ["site.css", "figure.css"]
html_js_files = [("guess.js", {"defer": "defer"})]
html_copy_source = False
html_theme_options = {
    "repository_url": REPOSITORY,
    "repository_branch": BRANCH,
    "use_edit_page_button": True,
    "use_repository_button": True,
    "use_download_button": False,
    "max_navbar_depth": 1,
    "search_bar_text": "Search the course",
}
html_context = {
    "own_pages": [page.relative_to(SITE).as_posix() for page in SITE.rglob("*.md")],
    "edit_page_provider_name": "GitHub",
    "edit_page_url_template": f"{REPOSITORY}/edit/{BRANCH}/"
    "{{ 'site/' if file_name in own_pages }}{{ file_name }}",
}

KATEX = NODE / "katex" / "dist"
TYPESET = r"""
const katex = require(process.argv[1]);
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const [tex, displayMode] = JSON.parse(line);
  const braced = tex.replace(/([_^])(\\(?:max|min))\b/g, "$1{$2}");
  console.log(JSON.stringify(katex.renderToString(braced, { displayMode })));
});
"""


class Formulas:
    """Typesets formulas while the site is built: pages need no script for them."""

    def __init__(self):
        self.node = KATEX.exists() and shutil.which("node") and subprocess.Popen(
            ["node", "-e", TYPESET, str(KATEX / "katex.js")], text=True, encoding="utf-8",
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )

    def visit(self, translator, node, display=False):
        """Write a formula as HTML, or as TeX where there's no KaTeX."""
        if not self.node:
            translator.body.append(f"<code>{translator.encode(node.astext())}</code>")
            raise nodes.SkipNode
        self.node.stdin.write(json.dumps([node.astext(), display]) + "\n")
        self.node.stdin.flush()
        made = json.loads(self.node.stdout.readline())
        translator.body.append(f'<div class="formula">{made}</div>' if display else made)
        raise nodes.SkipNode

    def visit_block(self, translator, node):
        """Write a formula on a line of its own."""
        self.visit(translator, node, display=True)


class Live(SphinxDirective):
    """``{live} NAME`` shows helpers/live/NAME.js, which runs in the page without Python.

    What its model begins with, such as weights, may stand in helpers/live/NAME.json, or below.
    """

    required_arguments = 1
    has_content = True

    def run(self):
        """Put the figure into the page, with its still picture for a browser without scripts."""
        name = self.arguments[0]
        path = LIVE / f"{name}.js"
        if not path.exists():
            raise self.error(f"There is no helpers/live/{name}.js")
        for file in (path, path.with_suffix(".json")):
            if file.exists():
                self.env.note_dependency(str(file))
        begun = json.loads(self.content[0]) if self.content else None
        up = "../" * self.env.docname.count("/")
        picture = (f'<img loading="lazy" src="{up}live/{name}.png" '
                   f'alt="{html.escape(still(name)[0])}">')
        place = f"live-{name}"
        return [nodes.raw("", f'<div class="live-figure" id="{place}"></div>\n<noscript>{picture}'
                              f"</noscript>\n{script(name, place, begun)}", format="html")]


WIDE = 820  # pixels of a figure, beyond which its text is too small on a phone


def lazy_pictures(app, doctree):
    """Let a browser load pictures when the reader comes near them, and open wide ones large.

    A picture that says how wide it is gets a link to its file from Sphinx.
    """
    for picture in doctree.findall(nodes.image):
        picture["loading"] = "lazy"
        file = app.srcdir / picture["uri"]
        if file.parent.name == "jupyter_execute" and (width := Image.open(file).width) > WIDE:
            picture["width"] = f"{width}px"


WORDS = {
    term: int(notebook)
    for terms, notebook in re.findall(
        r"(?m)^\| ([^|$]+?) \| (\d\d)[^|]*\|", read("notebooks/glossary.md"))
    for term in terms.split(", ")
}
PLAIN_WORDS = ("kernel", "class", "channel", "code", "dead", "example", "gate", "noise", "padding",
               "return", "state", "window")
UNLINKED = (nodes.literal, nodes.literal_block, nodes.reference, nodes.title, nodes.math,
            nodes.math_block, nodes.raw, nodes.container)


def link_first_uses(app, doctree):
    """In a notebook, link the first use of each term, but of a plain word not too early."""
    number = re.match(r"notebooks/(\d\d)_", app.env.docname)
    left = [term for term, since in WORDS.items()
            if number and (since <= int(number[1]) or term not in PLAIN_WORDS)]
    for text in list(doctree.findall(nodes.Text)) if left else ():
        ancestor = text.parent
        while ancestor is not None and not isinstance(ancestor, UNLINKED):
            ancestor = ancestor.parent
        if ancestor is None:
            text.parent.replace(text, linked(str(text), left))


def linked(text, left):
    """Split a text at the terms that are left to be linked, and take these off the list."""
    parts = []
    while left:
        longest_first = "|".join(sorted(left, key=len, reverse=True))
        pattern = rf"(?i)(?<!for )(?<![\w-])({longest_first})(?:e?s|d)?(?![\w-])"
        if not (found := re.search(pattern, text)):
            break
        term = next(term for term in left if term.lower() == found[1].lower())
        left.remove(term)
        link = nodes.reference("", found[0], refuri=f"glossary.html#{term_anchor(term)}",
                               classes=["term"], internal=True)
        parts += [nodes.Text(text[: found.start()]), link]
        text = text[found.end() :]
    return [*parts, nodes.Text(text)]


def copy_look(app):
    """Put KaTeX's style, all fonts and the picture of the start page among the site's own files."""
    static, source_sans = app.outdir / "_static", NODE / "@fontsource" / "source-sans-3" / "files"
    for folder, pattern, place in (
        (KATEX, "katex.min.css", "katex"),
        (KATEX, "fonts/*.woff2", "katex/fonts"),
        (source_sans, "*-latin-[47]00-normal.woff2", "fonts"),
        (source_sans, "*-greek-400-normal.woff2", "fonts"),
        (ROOT / "slides" / "pictures", "flower_of_digits.png", ""),
        (LIVE, "figure.css", ""),
    ):
        (static / place).mkdir(parents=True, exist_ok=True)
        for file in folder.glob(pattern):
            shutil.copy(file, static / place)
    if KATEX.exists():
        app.add_css_file("katex/katex.min.css")


def setup(app):
    """Add to Sphinx what the site needs."""
    formulas = Formulas()
    app.add_html_math_renderer(
        "katex", inline_renderers=(formulas.visit, None),
        block_renderers=(formulas.visit_block, None),
    )
    app.add_directive("live", Live)
    # From a stick a page may not read another one, so results of a search come without excerpts.
    app.add_js_file(None, body='if (location.protocol === "file:") '
                    "DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;")
    app.connect("doctree-read", lazy_pictures)
    app.connect("doctree-read", link_first_uses)
    app.connect("builder-inited", copy_look)


html_math_renderer = "katex"
