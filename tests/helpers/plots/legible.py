"""What a picture needs to be read: its texts inside it, and none upon another."""

from itertools import combinations


def boxes_of(artists):
    """Give the box that each artist fills when the picture is drawn, in pixels."""
    artists = list(artists)
    artists[0].figure.canvas.draw()
    return [artist.get_window_extent() for artist in artists]


def lies_inside(box, frame):
    return (
        frame.x0 <= box.x0 and box.x1 <= frame.x1 and frame.y0 <= box.y0 and box.y1 <= frame.y1
    )


def assert_legible(ax, texts):
    boxes = boxes_of(texts)
    assert all(lies_inside(box, ax.figure.bbox) for box in boxes)
    upon_another = [
        (first.get_text(), second.get_text())
        for (first, box), (second, other) in combinations(zip(texts, boxes, strict=True), 2)
        if box.overlaps(other)
    ]
    assert not upon_another
