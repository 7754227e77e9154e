import numpy as np

RIGHT = {
    "twice_the_size": [
        (8,), (8.0,), (2**3,), (np.int64(8),), (np.float32(8),), (np.array([8]),), ([8],),
    ],
    "which_job_profits": [
        ("C", "arithmetic per step"),
        ("c", "Arithmetic per step"),
        (" C ", "ARITHMETIC PER STEP "),
        ("C.", "arithmetic_per-step"),
        ("C)", "arithmetic  per step."),
        (("C",), ["arithmetic per step"]),
        ("**C**", "*arithmetic per step*"),
        ("job C", "'arithmetic per step'"),
    ],
}

WRONG = {
    "twice_the_size": [
        ((2,), "more columns too"),
        ((4,), "how long is the sum"),
        ((3,), "each of these three factors"),
        ((6,), "added or multiplied"),
        ((7,), "comes on top"),
        ((16,), "one doubling too many"),
        ((512,), "cubed once"),
        ((700,), "100 % more are a factor of 2"),
        (((8, 0),), "Python writes a point there"),
        ((64,), "doubled twice"),
        ((1,), "does grow"),
        ((2 ^ 3,), "Python's sign for it is **"),
        ((0.125,), "back to the small one"),
        ((0,), "above 0"),
        ((-8,), "above 0"),
        ((9,), "put n = 2"),
        (("8",), "without quotes"),
        (([4, 8],), "one number"),
        ((float("nan"),), "finite"),
    ],
    "which_job_profits": [
        (("A", "many steps"), "wait for one another"),
        (("A", "total arithmetic"), "wait for one another"),
        (("B", "arithmetic per step"), "fewer than 100,000 weights"),
        (("C", "many steps"), "A has more of them"),
        (("C", "total arithmetic"), "million crumbs"),
        (("D", "arithmetic per step"), '"A", "B", "C"'),
        ((3, "arithmetic per step"), '"A", "B", "C"'),
        (("C", "because it is the largest"), '"arithmetic per step"'),
        (("arithmetic per step", "C"), "job and reason have changed places"),
        (("D", "arithmetic per step"), "job should be one of"),
    ],
}

UNFILLED = {
    "twice_the_size": [(...,), (None,)],
    "which_job_profits": [(..., ...), (None, None), ("C", ...), ("C", None)],
}
