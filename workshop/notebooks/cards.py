"""The small picture of each notebook in the lists: ``python -m workshop.notebooks.cards``.

It is cut out of a figure among the notebook's stored outputs.
"""

import base64
import io
from dataclasses import dataclass

from PIL import Image

from workshop.notebooks.course import Course, Notebook, find_course

SIZE = (320, 200)
MOST_BYTES = 15_000


@dataclass(frozen=True)
class Cut:
    """A cell's last picture and what of it: left, top, right and bottom as shares of its size."""

    cell: str
    box: tuple[float, float, float, float] = (0, 0, 1, 1)


CUTS = {
    "00": Cut("00-12-board"),
    "01": Cut("01-45-d9db4f", (0.33, 0, 1, 1)),
    "02": Cut("02-17-ae29fb", (0.05, 0.07, 0.41, 1)),
    "03": Cut("03-28-drag", (0.07, 0.097, 0.524, 0.85)),
    "04": Cut("04-65-530d47", (0.345, 0.036, 1, 0.53)),
    "05": Cut("05-74-603138", (0, 0, 1, 0.84)),
    "06": Cut("06-56-images", (0, 0, 0.875, 1)),
    "07": Cut("07-06-fc80f5"),
    "08": Cut("08-32-617690", (0, 0, 0.5, 1)),
    "09": Cut("09-48-84439b", (0.4, 0.08, 1, 1)),
    "10": Cut("10-12-bebb2a"),
    "11": Cut("11-layers", (0, 0, 1, 0.69)),
    "12": Cut("12-92-afa53f", (0, 0, 0.66, 1)),
    "13": Cut("13-circles-inside"),
    "14": Cut("14-wrong-curves"),
    "15": Cut("15-map-figure", (0.57, 0.07, 0.99, 0.87)),
    "16": Cut("16-watch", (0, 0.13, 1, 1)),
    "17": Cut("17-tuned-runs"),
    "18": Cut("18-best-k-figure"),
    "19": Cut("19-watch", (0.2, 0, 0.8, 1)),
}


def card(notebook: Notebook) -> bytes:
    """Draw the card of a notebook, as a PNG file."""
    cut = CUTS[notebook.name[:2]]
    (cell,) = [cell for cell in notebook.code_cells if cell.id == cut.cell]
    pictures = [output.get("data", {}).get("image/png") for output in cell.outputs]
    content = base64.b64decode([picture for picture in pictures if picture][-1])
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    shares = zip(cut.box, picture.size * 2, strict=True)
    picture = picture.crop([round(share * length) for share, length in shares])
    picture.thumbnail(SIZE, Image.Resampling.LANCZOS)
    drawn = Image.new("RGB", SIZE, "white")
    left, top = ((room - used) // 2 for room, used in zip(SIZE, picture.size, strict=True))
    drawn.paste(picture, (left, top))
    for colours in (128, 64, 32, 16, 8):
        made = io.BytesIO()
        few = drawn.quantize(colours, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        few.save(made, "PNG", optimize=True)
        if made.tell() <= MOST_BYTES:
            break
    return made.getvalue()


def write_cards(course: Course) -> None:
    """Draw all cards anew."""
    folder = course.folder / "cards"
    folder.mkdir(exist_ok=True)
    for notebook in course.notebooks:
        (folder / f"{notebook.name[:2]}.png").write_bytes(card(notebook))


if __name__ == "__main__":
    write_cards(find_course())
