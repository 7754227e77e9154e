"""The exercises, predictions and challenge of one notebook, and what has become of them.

A check is a function that takes the student's answer, raises `Hint` where it finds a mistake,
and returns one sentence on why the answer is right. `Exercises.check` turns it into a function
that never raises: whatever the answer is, the student sees a `Verdict`.
"""

from __future__ import annotations

import contextlib
import functools
import inspect
import math
import random
import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any, Literal

import numpy as np

from helpers.exercises import progress
from helpers.exercises.gaps import OPEN_YET, holds_ellipsis, look_for_gaps
from helpers.exercises.reasons import reason_of
from helpers.exercises.time_limit import OutOfTimeError, run_with_limit
from helpers.exercises.verdicts import (
    Hint,
    NotAttempted,
    Prediction,
    Summary,
    Verdict,
    in_plain_text,
    in_words,
    said_by,
)

TIME_LIMIT = 180.0
LAST = math.inf


class Exercises:
    """The exercises of one notebook, by its name without ending, and what became of them."""

    def __init__(self, notebook: str):
        self.notebook = notebook
        self._verdicts: dict[float, Verdict] = {}
        self._predictions: dict[int, bool] = {}

    def check(self, number: int, title: str) -> Callable[[Callable[..., str]], Callable]:
        """Register the check of an exercise, by its number and title in the notebook.

        What comes back decorates a function that takes the answer, raises `Hint` at a mistake and
        returns why the answer is right; what that makes returns a `Verdict` and never raises.
        """
        register = self._register(number, f"exercise {number}", f"Exercise {number} · {title}")
        return lambda judge: register(_noticing_exchanges(judge))

    def challenge(
        self,
        title: str,
        unit: str,
        best: Literal["lowest", "highest"],
        to_beat: float | None = None,
    ) -> Callable[[Callable[..., float]], Callable]:
        """Register the open challenge at a notebook's end, a check that keeps a personal best.

        The score counts what `unit` says: "epochs". What comes back decorates a function that takes
        the answer, raises `Hint` where it doesn't keep to the rules, and returns its score. What
        that makes returns a `Verdict`: right, if the score beats `to_beat`, and in any case how far
        it lies from the student's best so far.
        """
        if best not in ("lowest", "highest"):
            raise ValueError(f"The best score is the lowest or the highest one, not {best!r}.")
        register = self._register(LAST, "challenge", f"Challenge · {title}")
        sign = -1 if best == "highest" else 1

        def decorate(score_of: Callable[..., float]) -> Callable[..., Verdict]:
            @functools.wraps(score_of)
            def judge(*answers, **named_answers) -> str:
                score = float(score_of(*answers, **named_answers))
                if not np.isfinite(score):
                    raise Hint("score not finite", f"the score should be a number, not {score}.")
                best_so_far = progress.best_score(progress.read(), self.notebook)
                message = f"{in_words(score)} {unit}{_against(best_so_far, score, sign)}."
                if best_so_far is None or sign * score < sign * best_so_far:
                    progress.write(self.notebook, "challenge", "scored", repr(score))
                if to_beat is not None and sign * score >= sign * to_beat:
                    raise Hint("not beaten yet", f"{message} To beat: {in_words(to_beat)}.")
                return message

            return register(judge)

        return decorate

    def prediction(self, number: int, question: str) -> Callable[..., Prediction]:
        """Register a prediction, which is set beside what came out and is never judged.

        `question` says in a few words what is to be predicted: "epochs until OR is learned". What
        comes back takes the student's prediction and the outcome, and returns both in one line. A
        prediction that is still ``...`` says so and stops nothing.
        """
        if number in self._predictions:
            raise ValueError(f"{self.notebook} already has a prediction {number}.")
        self._predictions[number] = False
        item, title = f"prediction {number}", f"Prediction {number} · {question}"

        def compare(predicted: Any, outcome: Any) -> Prediction:
            made = predicted is not None and not holds_ellipsis(predicted)
            self._predictions[number] = made
            said = f"you said {in_words(predicted)}," if made else "you made no prediction;"
            message = f"{said} it was {in_words(outcome)}."
            if made:
                progress.write(self.notebook, item, "made", in_words(predicted))
            return Prediction(title, message, made, item, self.notebook)

        return compare

    def summary(self) -> Summary:
        """List the notebook's exercises with what became of them, and the course in one line."""
        return Summary(
            tuple(self._verdicts[place] for place in sorted(self._verdicts)),
            tuple(self._predictions[number] for number in sorted(self._predictions)),
            _course_so_far(),
        )

    def _register(
        self, place: float, item: str, exercise: str
    ) -> Callable[[Callable[..., str]], Callable[..., Verdict]]:
        """Make the decorator of a check, and list what it judges at a place in the summary."""
        if place in self._verdicts:
            raise ValueError(f"{self.notebook} already has this item: {item}.")
        about = {"exercise": exercise, "item": item, "notebook": self.notebook}
        self._verdicts[place] = Verdict(status="not attempted", message=OPEN_YET, **about)

        def decorate(judge: Callable[..., str]) -> Callable[..., Verdict]:
            @functools.wraps(judge)
            def check(*answers, **named_answers) -> Verdict:
                def judged() -> str:
                    bound = _bound(judge, answers, named_answers)
                    look_for_gaps(bound.arguments)
                    return judge(*answers, **named_answers)

                try:
                    with _left_as_it_was():
                        message = run_with_limit(judged, (), TIME_LIMIT, else_by_line=False)
                    verdict = Verdict(status="right", message=message, **about)
                except NotAttempted as error:
                    message = in_plain_text(said_by(error)) or OPEN_YET
                    verdict = Verdict(status="not attempted", message=message, **about)
                except BaseException as error:
                    hint = error if isinstance(error, Hint) else _about(error)
                    message = in_plain_text(said_by(hint))
                    verdict = Verdict(status="wrong", message=message, hint=hint.name, **about)
                self._verdicts[place] = verdict
                if verdict.status != "not attempted":
                    progress.write(self.notebook, item, verdict.status, verdict.hint)
                return verdict

            return check

        return decorate


def _bound(judge: Callable[..., str], answers: tuple, named: dict) -> inspect.BoundArguments:
    signature = inspect.signature(judge)
    try:
        return signature.bind(*answers, **named)
    except TypeError:
        raise Hint(
            "other arguments",
            f"the check takes {', '.join(signature.parameters)}, and nothing else. Copy the last "
            "line of the exercise again.",
        ) from None


def _noticing_exchanges(judge: Callable[..., str]) -> Callable[..., str]:
    """Make a check see where wrong answers would be right in each other's places."""

    @functools.wraps(judge)
    def judge_in_places(*answers, **named_answers) -> str:
        try:
            return judge(*answers, **named_answers)
        except Hint as hint:
            first = hint
        bound = _bound(judge, answers, named_answers)
        plain = [name for name, answer in bound.arguments.items() if not callable(answer)]
        for one, other in combinations(plain, 2):
            places = bound.arguments
            # Of words that are all among those asked for, the check itself says more.
            are_words = isinstance(places[one], str) and isinstance(places[other], str)
            if are_words and first.name != "no such choice":
                continue
            try:
                judge(**{**places, one: places[other], other: places[one]})
            except Exception:
                continue
            raise Hint(
                "answers exchanged",
                f"these are the right answers, but {one} and {other} have changed places.",
            )
        raise first

    return judge_in_places


def _against(best: float | None, score: float, sign: int) -> str:
    """Say how far a score lies from the student's best one so far."""
    if best is None:
        return ""
    if score == best:
        return ", as your best so far"
    difference = in_words(abs(score - best))
    if sign * score < sign * best:
        return f", {difference} better than your best so far"
    return f", {difference} short of your best, {in_words(best)}"


def _course_so_far() -> str:
    solved = [
        notebook
        for (notebook, item), entry in progress.latest(progress.read()).items()
        if item.startswith("exercise") and entry.outcome == "right"
    ]
    if not solved:
        return ""
    exercises = "1 exercise" if len(solved) == 1 else f"{len(solved)} exercises"
    notebooks = len(set(solved))
    return f"The course so far: {exercises} solved in {notebooks} notebook{'s' * (notebooks > 1)}"


@contextlib.contextmanager
def _left_as_it_was() -> Iterator[None]:
    """Put back what other cells go by: random numbers, warnings, NumPy's errors, Keras' types.

    A network that is built in a check draws its first weights. Without this, a later cell would
    draw others, depending on whether an exercise was answered.
    """
    python_random, numpy_random = random.getstate(), np.random.get_state()
    keras = sys.modules.get("keras")
    types = (keras.config.floatx(), keras.config.dtype_policy()) if keras else None
    with warnings.catch_warnings(), np.errstate():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            random.setstate(python_random)
            np.random.set_state(numpy_random)
            if types:
                keras.config.set_floatx(types[0])
                keras.config.set_dtype_policy(types[1])


def _about(error: BaseException) -> Hint:
    if isinstance(error, OutOfTimeError):
        return Hint(
            "never ends",
            f"checking your answer took more than {TIME_LIMIT:g} seconds and was stopped. Is there "
            "something in it that never ends?",
        )
    if isinstance(error, KeyboardInterrupt):
        return Hint(
            "interrupted",
            "the check was interrupted before its end. Run the cell again to have it checked.",
        )
    return Hint(
        type(error).__name__,
        f"your answer could not be checked, because of {type(error).__name__}: {reason_of(error)} "
        "Compare the kind of your answer (a number, a list, a function?) with what is asked for.",
    )
