"""Checks of the notebook 00_run_on_gpu: how arithmetic grows, and when a GPU pays."""

from __future__ import annotations

from helpers.exercises import Exercises, Hint, choice, expect, number, raise_hint_for

exercises = Exercises("00_run_on_gpu")
summary = exercises.summary

JOBS = ("A", "B", "C")
REASONS = ("many steps", "arithmetic per step", "total arithmetic")


@exercises.check(1, "Twice the size")
def twice_the_size(times_more_arithmetic: float) -> str:
    """Check the factor by which the arithmetic of a matrix product grows when the size doubles."""
    factor = number(times_more_arithmetic, "times_more_arithmetic")
    if factor <= 0:
        raise Hint("not above zero", "a factor says what to multiply by, so it is above 0. Is "
                   "there more work, or less?")
    if factor < 1:
        raise Hint("factor upside down", "this factor leads from the large product back to the "
                   "small one. Which one comes out, large operations divided by small operations?")
    expect(factor, 8, {
        1: Hint("no growth", "the work does grow. Count the entries of the result for size 2 and "
                "for size 4. (If you wrote a power: Python's sign for it is **, as in 5**2, and ^ "
                "means something else.)"),
        2: Hint("rows alone", "the matrix has 2 times as many rows, but it has more columns too, "
                "and each entry of the result is a longer sum. How does each of the three "
                "contribute?"),
        3: Hint("doublings counted", "3 is how often the size enters the formula as a factor. What "
                "does doubling do to each of these three factors?"),
        4: Hint("longer sums forgotten", "4 times as many entries come out, that is right. But how "
                "long is the sum behind each single entry now?"),
        6: Hint("doublings added", "each of the three doublings acts upon the others. Are their "
                "factors added or multiplied?"),
        7: Hint("increase alone", "7 times as much comes on top of what there was. The factor is "
                "the new amount divided by the old one."),
        16: Hint("one doubling more", "that is one doubling too many. Rows, columns, and the "
                 "length of each sum: which of these did you count twice? The 2 in front of n³ is "
                 "there before and after."),
        64: Hint("size doubled twice", "64 belongs to a size that is doubled twice. What does one "
                 "doubling do?"),
        700: Hint("in per cent", "that is by how many per cent the work grows. A factor says by "
                  "what to multiply, and 100 % more are a factor of 2."),
        512: Hint("cubed once more", "the number of operations grows with the cube of the size, "
                  "and yours is cubed once more. Divide the operations of size 4 by those of size "
                  "2."),
    }, otherwise=Hint("another factor", "take a small case: put n = 2 and then n = 4 into 2n³, and "
                      "divide the second count by the first."))
    return (
        "twice as many rows, twice as many columns, and a sum twice as long behind each entry: "
        "2 · 2 · 2 = 8, while the matrix itself holds only 4 times as many numbers."
    )


@exercises.check(2, "Which job profits?")
def which_job_profits(job: str, reason: str) -> str:
    """Check which of three jobs a GPU speeds up, and why."""
    job = choice(job, "job", JOBS)
    reason = choice(reason, "reason", REASONS)
    raise_hint_for(job, {
        "A": Hint("many small steps", "job A takes very many steps, but they wait for one another, "
                  "and each does a handful of operations. Is a launch cheaper or dearer than "
                  "that?"),
        "B": Hint("one small step", "job B is one step, and a short one: the network has fewer "
                  "than 100,000 weights, each used once. Compare its operations with your table of "
                  "matrix products."),
    })
    raise_hint_for(reason, {
        "many steps":
            Hint("number of steps", "the job is well chosen, but many steps alone are no reason: A "
                 "has more of them than your C. What does each step of C hold that A's doesn't?"),
        "total arithmetic":
            Hint("total in place of each", "the job is well chosen. But a large total can be cut "
                 "into a million crumbs, and each crumb is launched by itself. What matters for a "
                 "device that works on thousands of numbers at once?"),
    })
    return (
        "one step of C holds billions of operations that can run side by side, so the launch is "
        "soon paid for; A and B mostly wait for launches."
    )
