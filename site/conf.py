"""What Sphinx has to know to build the site; see gather.py."""

from __future__ import annotations

import json
import shutil
import subprocess

from docutils import nodes
from gather import BRANCH, REPOSITORY, ROOT, SITE
from sphinx.util.docutils import SphinxDirective

project = html_title = html_short_title = "Deep Learning Workshop"
author = copyright = "The Deep Learning Workshop contributors, CC BY 4.0"
extensions = ["myst_nb"]
exclude_patterns = ["_extra"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_merge_streams = True
myst_enable_extensions = ["attrs_inline", "colon_fence", "dollarmath", "html_image"]
myst_heading_anchors = 4
suppress_warnings = ["myst.header", "misc.highlighting_failure"]

html_theme = "sphinx_book_theme"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_theme_options = {
    "repository_url": REPOSITORY,
    "repository_branch": BRANCH,
    "use_edit_page_button": True,
    "use_repository_button": True,
    "use_download_button": False,
    "search_bar_text": "Search the course",
}
html_context = {"own_pages": [str(page.relative_to(SITE)) for page in SITE.rglob("*.md")]}

KATEX = ROOT / "slides" / "node_modules" / "katex" / "dist"
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
    """``{live} NAME`` shows helpers/live/NAME.js, which runs in the page without Python."""

    required_arguments = 1

    def run(self):
        """Put the module into the page, with a plain object in place of the notebook's model."""
        name = self.arguments[0]
        path = ROOT / "helpers" / "live" / f"{name}.js"
        if not path.exists():
            raise self.error(f"There is no helpers/live/{name}.js")
        module = path.read_text(encoding="utf-8").replace("</script", "<\\/script")
        module = module.replace("export default", "const figure =").replace("export ", "")
        self.env.note_dependency(str(path))
        page = (SITE / "static" / "live.js").read_text(encoding="utf-8")
        return [nodes.raw("", f'<div class="live-figure" id="live-{name}"></div>\n<script '
                              f'type="module">\n{module}\n{page}</script>', format="html")]


def lazy_pictures(app, doctree):
    """Let a browser load pictures when the reader comes near them."""
    for picture in doctree.findall(nodes.image):
        picture["loading"] = "lazy"


def copy_katex(app):
    """Put KaTeX's style and fonts among the site's own files."""
    if KATEX.exists():
        static = app.outdir / "_static" / "katex"
        (static / "fonts").mkdir(parents=True, exist_ok=True)
        shutil.copy(KATEX / "katex.min.css", static)
        for font in (KATEX / "fonts").glob("*.woff2"):
            shutil.copy(font, static / "fonts")
        app.add_css_file("katex/katex.min.css")


def setup(app):
    """Add to Sphinx what the site needs."""
    formulas = Formulas()
    app.add_html_math_renderer(
        "katex", inline_renderers=(formulas.visit, None),
        block_renderers=(formulas.visit_block, None),
    )
    app.add_directive("live", Live)
    app.connect("doctree-read", lazy_pictures)
    app.connect("builder-inited", copy_katex)


html_math_renderer = "katex"
