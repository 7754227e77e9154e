"""Wrong answers that differ from a right one in one part."""


def with_part(place, right, fragments):
    """Put each wrong value in the place of one part, and give its hint's fragment with it."""
    return [
        ((*right[:place], wrong, *right[place + 1 :]), fragment)
        for wrong, fragment in fragments.items()
    ]
