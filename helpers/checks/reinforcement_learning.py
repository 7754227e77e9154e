"""Checks of the notebook 19_reinforcement_learning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from helpers.exercises import (
    Exercises,
    Hint,
    NotAttempted,
    array,
    call,
    integer,
    judge_verdict,
    number,
    one_change,
    raise_hint_for,
    see_that_it_was_run,
)

exercises = Exercises("19_reinforcement_learning")
summary = exercises.summary

CLASSROOM = {"rate": 0.05, "gamma": 0.99, "group": 8}
FEWEST_TO_JUDGE, SOLVED, TO_BEAT = 20, 475, 119
EPISODES = [((1, 2, -1, 5), 0.9), ((1, 1, 1), 0.5), ((3, 1), 0), ((1, 2, 3), 1), ((1, 0, 3), 0.5)]
MOST_EPISODES = 600
TEST_EPISODES, ASKED_AGAIN = 20, 60
RUNS_OF_THE_CHALLENGE = range(1, 11)

steps_by_chance = exercises.prediction(1, "steps by random actions")
survivors_of_200 = exercises.prediction(2, "random neurons that last 500 steps, of 200")
episodes_until_solved = exercises.prediction(3, "episodes until REINFORCE has solved it")
climbers_among_noise = exercises.prediction(4, "hill climbers that succeed among noise, of 6")
lowest_after_success = exercises.prediction(5, "lowest mean after success, at a rate of 0.2")


@exercises.check(1, "The return of each step")
def returns(function: Callable) -> str:
    """Check a function that gives the return of every step of an episode."""
    for rewards, gamma in EPISODES:
        handed = np.array(rewards, dtype=float)
        given = _called(function, "IndexError", Hint(
            "beyond the end", "your function asks for a step that the episode doesn't have. After "
            "the last step nothing follows: its return is its reward."),
            np.array(rewards, dtype=int if 0 in rewards else float), gamma)
        about = f"for the rewards {list(rewards)} and a discount of {gamma:g}"
        if np.size(given) == 1:
            raise Hint("one return alone", "your function gives one number. Each step has a return "
                       "of its own.")
        given = array(given, "what your function returns").ravel()
        if len(given) != len(rewards):
            raise Hint("another length", f"{about} there should be {len(rewards)} returns, and "
                       f"yours are {len(given)}.")
        right = _returns(handed, gamma)
        if np.allclose(given, right):
            continue
        _about_known_mistakes(given, right, handed, gamma, about)
        _about_the_loop(given, right, handed, gamma, about)
        raise Hint("other returns", f"{about} other numbers come out. Begin at the last step, "
                   "after which nothing follows, and go to the first.")
    return "each step gets credit for what comes after it, and for nothing before."


def _about_known_mistakes(
    given: np.ndarray, right: np.ndarray, handed: np.ndarray, gamma: float, about: str
) -> None:
    powers = gamma ** np.arange(len(handed))
    raise_hint_for(given, {
        tuple(right[::-1]): Hint("backwards", f"{about} the numbers are right, but they stand "
                                 "in reverse order."),
        tuple(np.cumsum(handed[::-1])[::-1]): Hint(
            "no discount", f"{about} you added up all that follows. Where does the discount "
            "come in?"),
        tuple(gamma * right): Hint("own reward discounted", f"{about} the reward of the step "
                                   "itself is discounted, too. It counts in full."),
        tuple(right - handed): Hint("own reward missing", f"{about} the reward of the step "
                                    "itself is missing."),
        **dict.fromkeys([tuple(_returns(handed[::-1], gamma)), tuple(np.cumsum(handed)),
                         tuple(_returns(handed[::-1], gamma)[::-1])], Hint(
            "past added up", f"{about} you added up what came before each step. A push can't "
            "change the past.")),
        tuple(np.full(len(handed), right[0])): Hint(
            "same for all", f"{about} every step gets the return of the first. What came "
            "before a step isn't to its credit."),
        tuple(np.cumsum((powers * handed)[::-1])[::-1]): Hint(
            "counted from the start", f"{about} you count the factors of the discount from the "
            "start of the episode. They count from each step on."),
        tuple(handed + gamma * np.append(handed[1:], 0)): Hint(
            "one step ahead", f"{about} you look one step ahead. What follows is the whole "
            "return of the next step, not its reward alone."),
        tuple(handed): Hint("rewards handed back", f"{about} you give back the rewards. What "
                            "of all that comes later? Bring it up to date in every round."),
        (0,) * len(handed): Hint("zeros", f"{about} all returns are still 0."),
        tuple(np.roll(right, -1)): Hint("one place off", f"{about} the numbers are right, but "
                                        "each stands one place too early."),
        tuple(np.append(_returns(handed[:-1], gamma), 0)): Hint(
            "last step left out", f"{about} the last step has a return of 0. It has a reward of "
            "its own."),
    }, atol=1e-8)


def _about_the_loop(
    given: np.ndarray, right: np.ndarray, handed: np.ndarray, gamma: float, about: str
) -> None:
    circled = handed.copy()
    circled[0] += gamma * handed[-1]
    raise_hint_for(given, {
        tuple(np.trunc(right)): Hint("decimals cut off", f"{about} the decimals are cut off. Of "
                                     "what type is your array?"),
        (*[0] * (len(handed) - 1), handed[-1]): Hint(
            "last one only", f"{about} all returns but the last are still 0. Does the loop get to "
            "the other steps before the function returns?"),
        tuple(_returns(handed**0, gamma)): Hint("rewards not used", f"{about} you take each reward "
                                                "as 1, as on the cart."),
        tuple((right - right.mean()) / right.std()): Hint(
            "returns standardised", "you standardised the returns. Give them as they are."),
        tuple(np.append(right[1:], 0)): Hint(
            "stored too early", f"{about} each step has the return of the step after it. Store "
            "what follows only when you have added the step's own reward."),
        tuple(gamma * np.cumsum(handed[::-1])[::-1]): Hint(
            "reward discounted", f"{about} you discount the reward of the step. The discount "
            "belongs to what follows."),
        tuple(gamma ** np.arange(len(handed)) * handed): Hint(
            "not added up", f"{about} you discount each reward, but add up nothing."),
        tuple(circled): Hint(
            "wrong neighbour", f"{about} you add the return of the step before. Add that of the "
            "step after."),
    }, atol=1e-7)


def _returns(rewards: np.ndarray, gamma: float) -> np.ndarray:
    found, following = np.zeros(len(rewards)), 0.0
    for step in reversed(range(len(rewards))):
        following = found[step] = rewards[step] + gamma * following
    return found


def _called(function: Callable, error: str, hint: Hint, *given) -> Any:
    """Call a student's function, with a hint of ours for one kind of error that may stop it."""
    try:
        return call(function, *given)
    except Hint as general:
        if type(general.__cause__).__name__ == error:
            raise hint from None
        raise


def returns_to_use(function: Callable) -> Callable:
    """Give the student's returns of exercise 1 if they are right, and otherwise the course's."""
    return _yours_or_ours(1, returns, function, _returns)


def gradient_to_use(function: Callable) -> Callable:
    """Give the student's gradient of exercise 2 if it is right, and otherwise the course's."""
    return _yours_or_ours(2, policy_gradient, function, _gradient)


def _yours_or_ours(number: int, check: Callable, yours: Callable, ours: Callable) -> Callable:
    try:
        check.__wrapped__(yours)
    except (Hint, NotAttempted):
        print(f"exercise {number} isn't solved yet: from here on the course's function is used")
        return ours
    print(f"from here on your function of exercise {number} is used")
    return lambda *given: np.asarray(yours(*given), dtype=float).ravel()


@exercises.check(2, "The core step")
def policy_gradient(function: Callable) -> str:
    """Check a function that gives the policy gradient of a policy without a hidden layer."""
    rng = np.random.default_rng(0)
    for count in (6, 9):
        states, weights = rng.normal(size=(count, 4)), rng.normal(size=4)
        actions, returned = rng.integers(2, size=count), rng.normal(2, 1, size=count)
        given = _called(
            function, "ValueError", Hint(
                "rows don't fit", "two arrays in your function don't fit together: one has a row "
                "of four inputs for each step, the other one number. With *, give each step a row "
                "in both. With @, along which axis should the sum run?"),
            states.copy(), actions.copy(), returned.copy(), weights.copy())
        p = 1 / (1 + np.exp(-states @ weights))
        right = _gradient(states, actions, returned, weights)
        given = array(given, "the gradient", finite=False)
        if given.shape == (count, 4):
            raise Hint("steps not added", "your function gives a row for each step. The formula "
                       "adds them up.")
        if given.size == 1:
            raise Hint("one number", "your function gives one number. Each of the four weights has "
                       "a partial derivative of its own.")
        rows = (returned * (actions - p))[:, None] * states
        if given.shape == (count,) and np.allclose(given, rows.mean(axis=1)):
            raise Hint("mean over the inputs", "you took the mean over the four inputs. Take it "
                       "over the steps.")
        if given.shape in ((count,), (count, 1)):
            raise Hint("inputs missing", "your function gives one number for each step. What does "
                       "a weight multiply?")
        given = array(given, "the gradient", shape=(4,))
        if np.allclose(given, right):
            continue
        _about_a_gradient(given, right, states, actions - p, actions, returned, p)
        _about_its_length(given / right, (given - weights) / right)
    return "the action taken as the target, times what came of it."


def _gradient(
    states: np.ndarray, actions: np.ndarray, returned: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    p = 1 / (1 + np.exp(-states @ weights))
    return (returned * (actions - p)) @ states / len(states)


def _about_a_gradient(given, right, states, error, actions, returned, p) -> None:
    count = len(states)
    standardised = (returned - returned.mean()) / returned.std()
    raise_hint_for(given, {
        tuple(-right): Hint("downhill", "the sign is wrong: this gradient makes good actions less "
                            "likely. We go uphill here."),
        tuple(right * count): Hint("sum, not mean", "this is the sum over the steps. The mean is "
                                   "asked for."),
        tuple(error @ states / count): Hint("returns forgotten", "here every action is praised "
                                            "alike. Where do the returns come in?"),
        tuple((returned * actions) @ states / count): Hint(
            "output forgotten", "the action alone isn't the error. What did the policy say itself "
            "before it acted?"),
        tuple((returned * p) @ states / count): Hint(
            "action forgotten", "here the gradient doesn't know which action was taken."),
        tuple((returned * error * p * (1 - p)) @ states / count): Hint(
            "sigmoid's slope", "the slope p (1 - p) of the sigmoid is one factor too many: the "
            "derivative of the logarithm has cancelled it."),
        tuple(returned.mean() * (error @ states) / count): Hint(
            "mean return", "each step has a return of its own, and you multiplied by the mean of "
            "all."),
        tuple(standardised * error @ states / count): Hint(
            "standardised", "you standardised the returns. Take them as they are given here."),
        **dict.fromkeys([tuple((returned * one) @ states / count)
                         for one in (np.abs(error), 1 - p, actions * (1 - p))], Hint(
            "derivative at 0", "for the actions 1 it's right. And if a is 0? Then the probability "
            "is 1 - p: which way does it go as z grows?")),
        tuple((returned * error / (p * (1 - p))) @ states / count): Hint(
            "derivative by p", "this is the derivative by p. By z there's one more factor, the "
            "slope of the sigmoid."),
        tuple((returned - p) @ states / count): Hint(
            "return as the target", "the returns stand where the actions, the targets, should be."),
        tuple((returned * (error + actions - 1)) @ states / count): Hint(
            "0 taken as -1", "you count an action of 0 as -1. What is the derivative for a = 0?"),
    }, atol=1e-7)


def _about_its_length(factors: np.ndarray, moved: np.ndarray) -> None:
    if np.allclose(factors, abs(factors[0])):
        raise Hint("another factor", "the direction is right, the length isn't. By what does a "
                   "mean over the steps divide?")
    if np.allclose(moved, moved[0]):
        raise Hint("new weights", "these are new weights. Give the gradient alone.")
    raise Hint("another gradient", "other numbers come out. For each step, multiply its return, "
               "the derivative that you found and its four inputs, then take the mean over the "
               "steps.")


@exercises.check(3, "Change one setting")
def one_setting(
    my_change: Mapping[str, Any], my_runs: Sequence[int], my_verdict: str,
    yardstick: Sequence[float], runs_made: Sequence[tuple],
) -> str:
    """Check a changed setting, its three runs, and the verdict that these allow."""
    _judge_change(my_change)
    mine = array(my_runs, "the three runs").ravel()
    if len(mine) != 3:
        raise Hint("not three runs", "three numbers are asked for, the episodes of each run, as "
                   f"three_runs(**my_change) gives them. Yours: {len(mine)}.")
    if "group" in my_change and not mine.any():
        raise Hint("group too large", "not even one group was played: it may be as large as "
                   "`episodes` at most.")
    if any(integer(one, "each run") < FEWEST_TO_JUDGE for one in mine):
        raise Hint("no episodes", "fewer than 20 episodes can't have a mean of 20. Give what "
                   "three_runs gave.")
    known = array(yardstick, "the yardstick").ravel()
    if len(known) >= 3 and list(mine) == list(known[:3]):
        raise Hint("yardstick copied", "these are runs of the yardstick. Give what three_runs gave "
                   "for your change.")
    ran = [_plain(made) for made, runs in runs_made if list(runs) == list(mine)]
    see_that_it_was_run(_plain(my_change), ran, "three_runs", "my_runs")
    return judge_verdict(
        my_verdict, mine, known, above="slower", below="faster",
        other_side="compare once more: do your runs need fewer episodes or more?",
    )


def _plain(change: Mapping[str, Any]) -> dict[str, float]:
    return {name: number(value, name) for name, value in change.items()}


def _judge_change(change: Mapping[str, Any]) -> None:
    name = one_change(change, CLASSROOM, '{"gamma": 0.97}')
    value = number(change[name], name)
    if value <= 0 or (name == "gamma" and value > 1):
        raise Hint("setting out of range", f"{name} can't be {value:g}.")
    if value == CLASSROOM[name]:
        raise Hint("nothing changed", f"{name} is what it was before. Change it.")


@exercises.challenge("The fewest episodes", unit="episodes", best="lowest", to_beat=TO_BEAT)
def fewest_episodes(my_learner: Callable) -> float:
    """Count the episodes that a learner needs, if its ten policies balance the pole."""
    counts = []
    for run in RUNS_OF_THE_CHALLENGE:
        cart = _Cart(run)
        try:
            policy = call(my_learner, cart.play, np.random.default_rng([run, 1]), time_limit=60)
        except Hint as hint:
            raise (hint.__cause__ if isinstance(hint.__cause__, Hint) else hint) from None
        taken = cart.count
        tests = [cart.play(policy) for _ in range(TEST_EPISODES)]
        mean = np.mean([len(actions) for _, actions, _ in tests])
        _ask_again(policy, tests, run)
        if mean < SOLVED and not taken:
            raise Hint("never played", f"without one call of play your policy lasts {mean:.0f} "
                       "steps. Each run shuffles the four numbers anew: what's known from "
                       "elsewhere doesn't fit.")
        if mean < SOLVED:
            raise Hint("not solved", f"after {taken} episodes your policy lasts {mean:.0f} "
                       f"steps, the mean of {TEST_EPISODES} new episodes; {SOLVED} are needed. Is "
                       "it the best one of yours, with the weights of that time?")
        counts.append(cart.count)
    return float(np.mean(counts))


def _ask_again(policy: Callable, tests: Sequence[tuple], run: int) -> None:
    """See that a policy goes by the state alone: it may neither remember nor toss a coin."""
    rng = np.random.default_rng(run)
    first = [(states[:ASKED_AGAIN], actions[:ASKED_AGAIN]) for states, actions, _ in tests[:3]]
    states, actions = map(np.concatenate, zip(*first, strict=True))
    for one in rng.permutation(len(states)):
        if _Cart.action(policy(states[one].copy())) != actions[one]:
            raise Hint("other answer for the same state", "asked again about a state of the test, "
                       "your policy answers otherwise. It should go by the state alone: no "
                       "memory, no coin. What it has to find out, find out by play.")


class _Cart:
    """CartPole with the four numbers in another order and with other signs, and a counter."""

    def __init__(self, run: int):
        import gymnasium

        self._environment = gymnasium.make("CartPole-v1")
        self._rng = np.random.default_rng(run)
        self._order = self._rng.permutation(4)
        self._signs = self._rng.choice([-1.0, 1.0], size=4)
        self.count = 0

    def play(self, policy: Callable) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Play an episode by a policy, and give its states, actions and rewards."""
        if not callable(policy):
            raise Hint("no policy", "a policy is a function that takes a state and gives 0 or 1.")
        self.count += 1
        if self.count > MOST_EPISODES:
            raise Hint("too many episodes", "it was stopped: play may be called "
                       f"{MOST_EPISODES - TEST_EPISODES} times before the test.")
        state, _ = self._environment.reset(seed=int(self._rng.integers(2**31)))
        states, actions, over = [], [], False
        while not over:
            states.append(state[self._order] * self._signs)
            actions.append(self.action(policy(states[-1].copy())))
            state, _, fallen, time_up, _ = self._environment.step(actions[-1])
            over = fallen or time_up
        return np.array(states), np.array(actions), np.ones(len(actions))

    @staticmethod
    def action(answer: Any) -> int:
        """Give a policy's answer as 0 or 1."""
        action = np.asarray(answer).ravel()
        if action.dtype == object or action.size != 1 or action[0] not in (0, 1):
            raise Hint("no action", "your policy gave something other than 0 or 1.")
        return int(action[0])
