"""The weights of the live figure that reads digits: ``python -m workshop.notebooks.lenet``.

Runs what notebook 12's own LeNet-5 rests on, its training on centred digits among it (some minutes
on a laptop's CPU), and stores the trained network as the package data of `helpers.live.lenet`.
"""

import ast
import runpy
import tempfile
from pathlib import Path

from helpers.live.lenet_network import SHIPPED, save_lenet
from helpers.records.code import behind
from workshop.notebooks.course import Course, find_course

EPOCHS = 6  # a classroom has time for fewer

def code_of(course: Course) -> str:
    """Give the notebook's statements that lead to its trained network, `lenet`."""
    (notebook,) = course.choose(["12"])
    sources = [cell.source for cell in notebook.code_cells]
    (training,) = [
        number for number, cell in enumerate(notebook.code_cells)
        if "training" in cell.metadata.get("tags", [])
    ]
    longer = [f"epochs = {EPOCHS}", sources[training]]
    return "\n".join(map(ast.unparse, behind([*sources[:training], *longer, "lenet"])))


def train(course: Course) -> object:
    """Train the network by the notebook's own statements, and give it."""
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "lenet.py"
        script.write_text(code_of(course), encoding="utf-8")
        return runpy.run_path(str(script))["lenet"]


if __name__ == "__main__":
    save_lenet(train(find_course()), SHIPPED, overwrite=True)
    print(f"wrote {SHIPPED}")
