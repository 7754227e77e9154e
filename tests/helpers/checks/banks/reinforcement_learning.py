import numpy as np


def by_formula(rewards, gamma):
    count = len(rewards)
    return [sum(gamma**k * rewards[t + k] for k in range(count - t)) for t in range(count)]


def by_a_loop(rewards, gamma):
    found, following = [], 0.0
    for reward in reversed(rewards):
        following = reward + gamma * following
        found.insert(0, following)
    return np.array(found)


def standardised(numbers):
    return (numbers - numbers.mean()) / (numbers.std() + 1e-8)


def as_a_column(rewards, gamma):
    return by_a_loop(rewards, gamma).reshape(-1, 1)


def returns_nothing_yet(rewards, gamma):
    return ...


def policy_says(states, weights):
    return 1 / (1 + np.exp(-(states @ weights)))


def by_product(states, actions, returns, weights):
    return states.T @ (returns * (actions - policy_says(states, weights))) / len(states)


def step_by_step(states, actions, returns, weights):
    total = np.zeros(4)
    for state, action, value in zip(states, actions, returns, strict=True):
        total += value * (action - policy_says(state, weights)) * state
    return total / len(states)


def by_mean(states, actions, returns, weights):
    error = actions - policy_says(states, weights)
    return list((returns[:, None] * error[:, None] * states).mean(axis=0))


def gradient_with(change):
    """Make a function whose gradient is wrong in one way."""
    def gradient(states, actions, returns, weights):
        return change(states, actions, returns, policy_says(states, weights))

    return gradient


def no_gradient_yet(states, actions, returns, weights):
    p = policy_says(states, weights)
    return ... if p is not None else p


def search(play, rng):
    """Guess as the notebook does, and test for twenty episodes."""
    while True:
        policy = neuron(rng.normal(size=4))
        if steps(play, policy) == 500:
            if np.mean([steps(play, policy) for _ in range(20)]) >= 475:
                return policy


def confirm(play, rng, episodes=6):
    """Guess, and keep the first neuron that lasts to the end in so many episodes on end."""
    while True:
        policy = neuron(rng.normal(size=4))
        if all(steps(play, policy) == 500 for _ in range(episodes)):
            return policy


def steps(play, policy):
    return len(play(policy)[1])


def neuron(weights):
    return lambda state: int(weights @ state > 0)


def learns_in_the_test(play, rng):
    """Hand back a policy that never played, and works out order and signs while it is tested."""
    states, pushes, found = [], [], []

    def policy(state):
        states.append(state)
        pushes.append(int(found[0] @ state > 0) if found else (1, 1, 0, 0)[len(states) % 4])
        if len(states) == 8:
            found.append(worked_out(np.array(states), 2 * np.array(pushes) - 1))
        return pushes[-1]

    return policy


def worked_out(states, pushes):
    """Tell by a few steps of one episode which numbers turn the pole, and with which sign."""
    changes = np.diff(states, axis=0)
    turning, speed = np.abs(changes).mean(axis=0).argsort()[::-1][:2]
    links = np.corrcoef(changes.T, states[:-1, turning])[-1, :-1]
    angle = max(set(range(4)) - {turning, speed}, key=lambda one: abs(links[one]))
    weights = np.zeros(4)
    weights[turning] = -np.sign(changes[:, turning] @ pushes[:-1])
    weights[angle] = weights[turning] * np.sign(links[angle])
    return weights


def remembers(play, rng):
    """Guess, but act otherwise on every thirtieth call."""
    good, calls = confirm(play, rng), []

    def policy(state):
        calls.append(state)
        return good(state) if len(calls) % 30 else 1 - good(state)

    return policy


def filled_one_place_early(rewards, gamma):
    returns, following = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        following = rewards[t] + gamma * following
        returns[t - 1] = following
    return returns


def begun_one_step_early(rewards, gamma):
    returns = np.zeros(len(rewards))
    for t in range(len(rewards) - 2, -1, -1):
        returns[t] = rewards[t] + gamma * returns[t + 1]
    return returns


def beyond_the_end(rewards, gamma):
    returns = np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        returns[t] = rewards[t] + gamma * returns[t + 1]
    return returns


def stored_too_early(rewards, gamma):
    returns, following = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        returns[t] = following
        following = rewards[t] + gamma * following
    return returns


def never_brought_up_to_date(rewards, gamma):
    returns, following = np.zeros(len(rewards)), 0.0
    for t in reversed(range(len(rewards))):
        returns[t] = rewards[t] + gamma * following
    return returns


def wrong_neighbour(rewards, gamma):
    returns = np.zeros(len(rewards))
    for t in reversed(range(len(rewards))):
        returns[t] = rewards[t] + gamma * returns[t - 1]
    return returns


def forwards(rewards, gamma):
    returns, following = np.zeros(len(rewards)), 0.0
    for t in range(len(rewards)):
        following = rewards[t] + gamma * following
        returns[t] = following
    return returns


def follows_the_rule(change, runs, verdict, yardstick, made):
    """Say whether a verdict is the one that other runs, or another value of a setting, allow."""
    ((name, value),) = dict(change).items()
    usual = {"rate": 0.05, "gamma": 0.99, "group": 8}
    is_allowed = 0 < value <= (1 if name == "gamma" else value) and value != usual[name]
    if not any(dict(change) == one and list(runs) == list(given) for one, given in made):
        return False
    if not is_allowed or len(runs) != 3 or any(one < 20 or one != round(one) for one in runs):
        return False
    faster, slower = max(runs) < min(yardstick), min(runs) > max(yardstick)
    return verdict.casefold() == ("faster" if faster else "slower" if slower else "can't tell")


RUNS = (100, 210, 180)
MADE = [
    ({"gamma": 0.9}, [100, 210, 180]),
    ({"gamma": 0.9}, [400, 400, 400]),
    ({"rate": 0.01}, [400, 400, 400]),
    ({"gamma": 0.5}, [400, 310, 248]),
    ({"group": 4}, [60, 72, 104]),
]
YARDSTICK = (168, 192, 176, 240, 184)

RIGHT = {
    "returns": [(by_formula,), (by_a_loop,), (as_a_column,)],
    "policy_gradient": [(by_product,), (step_by_step,), (by_mean,)],
    "one_setting": [
        ({"gamma": 0.9}, RUNS, "can't tell", YARDSTICK, MADE),
        ({"rate": 0.01}, [400, 400, 400], "slower", YARDSTICK, MADE),
        ({"rate": 0.01}, [400, 400, 400], "slower", YARDSTICK,
         [({"standardise": False}, [90, 95, 99]), *MADE]),
        ({"gamma": 0.5}, np.array([400, 310, 248]), "Slower", YARDSTICK, MADE),
        ({"group": 4}, [60, 72, 104], "faster", YARDSTICK, MADE),
    ],
    "fewest_episodes": [
        (confirm,), (lambda play, rng: confirm(play, rng, 7),),
        (lambda play, rng: confirm(play, rng, 8),),
    ],
}

WRONG = {
    "returns": [
        ((lambda rewards, gamma: rewards,), "give back the rewards"),
        ((lambda rewards, gamma: np.zeros(len(rewards)),), "still 0"),
        ((lambda rewards, gamma: np.cumsum(rewards),), "before each step"),
        ((lambda rewards, gamma: by_a_loop(rewards[::-1], gamma),), "before each step"),
        ((lambda rewards, gamma: np.cumsum(rewards[::-1])[::-1],), "discount come in"),
        ((lambda rewards, gamma: by_a_loop(rewards, gamma)[::-1],), "reverse order"),
        ((lambda rewards, gamma: by_a_loop(rewards, gamma) - rewards,), "step itself is missing"),
        ((lambda rewards, gamma: gamma * by_a_loop(rewards, gamma),), "is discounted, too"),
        ((lambda rewards, gamma: by_a_loop(rewards, gamma)[0],), "gives one number"),
        ((lambda rewards, gamma: np.full(len(rewards), by_a_loop(rewards, gamma)[0]),),
         "the return of the first"),
        ((lambda rewards, gamma: by_a_loop(gamma ** np.arange(len(rewards)) * rewards, 1),),
         "from the start"),
        ((lambda rewards, gamma: rewards + gamma * np.append(rewards[1:], 0),),
         "one step ahead"),
        ((lambda rewards, gamma: by_a_loop(rewards, gamma)[1:],), "returns, and yours are"),
        ((lambda rewards, gamma: 2 * by_a_loop(rewards, gamma),), "Begin at the last step"),
        ((forwards,), "before each step"),
        ((stored_too_early,), "the return of the step after it"),
        ((never_brought_up_to_date,), "up to date in every round"),
        ((wrong_neighbour,), "the return of the step before"),
        ((lambda rewards, gamma: gamma * np.cumsum(rewards[::-1])[::-1],),
         "belongs to what follows"),
        ((lambda rewards, gamma: gamma ** np.arange(len(rewards)) * rewards,),
         "add up nothing"),
        ((filled_one_place_early,), "one place too early"),
        ((begun_one_step_early,), "a reward of its own"),
        ((lambda rewards, gamma: by_a_loop(rewards, gamma).astype(rewards.dtype),), "what type"),
        ((lambda rewards, gamma: [*np.zeros(len(rewards) - 1), rewards[-1]],), "but the last"),
        ((lambda rewards, gamma: by_a_loop(rewards**0, gamma),), "you take each reward as 1"),
        ((lambda *given: standardised(by_a_loop(*given)),), "standardised the returns"),
        ((beyond_the_end,), "After the last step nothing follows"),
        ((7,), "a function is asked for"),
    ],
    "policy_gradient": [
        ((gradient_with(lambda x, a, g, p: -(g * (a - p)) @ x / len(x)),), "uphill"),
        ((gradient_with(lambda x, a, g, p: (g * (a - p)) @ x),), "the sum over the steps"),
        ((gradient_with(lambda x, a, g, p: (a - p) @ x / len(x)),), "praised alike"),
        ((gradient_with(lambda x, a, g, p: (g * a) @ x / len(x)),), "before it acted"),
        ((gradient_with(lambda x, a, g, p: (g * p) @ x / len(x)),), "which action was taken"),
        ((gradient_with(lambda x, a, g, p: (g * (a - p) * p * (1 - p)) @ x / len(x)),),
         "slope p (1 - p)"),
        ((gradient_with(lambda x, a, g, p: g.mean() * ((a - p) @ x) / len(x)),),
         "the mean of all"),
        ((gradient_with(lambda x, a, g, p: (g * (a - p))[:, None] * x),), "a row for each step"),
        ((gradient_with(lambda x, a, g, p: g * (a - p)),), "What does a weight multiply"),
        ((gradient_with(lambda x, a, g, p: ((g * (a - p))[:, None] * x).mean(axis=1)),),
         "over the four inputs"),
        ((gradient_with(lambda x, a, g, p: np.mean(g * (a - p))),), "gives one number"),
        ((gradient_with(lambda x, a, g, p: (g * (a - p)) @ x / 4),), "the length isn't"),
        ((gradient_with(lambda x, a, g, p: x @ (g * (a - p))),), "should the sum run"),
        ((gradient_with(lambda x, a, g, p: (g * (a - p)) @ x / sum(g)),), "the length isn't"),
        ((gradient_with(lambda x, a, g, p: (g - p) @ x / len(x)),), "where the actions"),
        ((gradient_with(lambda x, a, g, p: (g * (2 * a - 1 - p)) @ x / len(x)),), "0 as -1"),
        ((gradient_with(lambda x, a, g, p: g @ x),), "take the mean"),
        ((lambda x, a, g, w: w + 0.05 * by_product(x, a, g, w),), "new weights"),
        ((gradient_with(lambda x, a, g, p: (standardised(g) * (a - p)) @ x / len(x)),),
         "standardised the returns"),
        ((gradient_with(lambda x, a, g, p: (g * np.where(a == 1, 1 - p, p)) @ x / len(x)),),
         "as z grows"),
        ((gradient_with(lambda x, a, g, p: (g * (1 - p)) @ x / len(x)),), "as z grows"),
        ((gradient_with(lambda x, a, g, p: (g * a * (1 - p)) @ x / len(x)),), "as z grows"),
        ((gradient_with(lambda x, a, g, p: (g * (a - p) / (p * (1 - p))) @ x / len(x)),),
         "one more factor"),
    ],
    "one_setting": [
        (({"gamma": 0.9}, RUNS, "faster", YARDSTICK, MADE), "don't all lie on the same side"),
        (({"gamma": 0.9}, (400, 400, 400), "can't tell", YARDSTICK, MADE),
         "same side of every run"),
        (({"gamma": 0.9}, (400, 400, 400), "faster", YARDSTICK, MADE), "fewer episodes or more"),
        (({"gamma": 0.99}, RUNS, "can't tell", YARDSTICK, MADE), "what it was before"),
        (({"gamma": 0.9, "rate": 0.1}, RUNS, "can't tell", YARDSTICK, MADE), "which one did it"),
        (({}, RUNS, "can't tell", YARDSTICK, MADE), "yours are 0"),
        (({"learning_rate": 0.1}, RUNS, "can't tell", YARDSTICK, MADE), "no setting"),
        (({"gamma": 1.5}, RUNS, "can't tell", YARDSTICK, MADE), "can't be 1.5"),
        ((0.9, RUNS, "can't tell", YARDSTICK, MADE), "curly brackets"),
        (({"gamma": 0.9}, RUNS[:2], "can't tell", YARDSTICK, MADE), "Yours: 2"),
        (({"gamma": 0.9}, (1, 2, 3), "faster", YARDSTICK, MADE), "fewer than 20"),
        (({"group": 500}, (0, 0, 0), "faster", YARDSTICK, MADE), "not even one group"),
        (({"gamma": 0.9}, YARDSTICK[:3], "can't tell", YARDSTICK, MADE), "runs of the yardstick"),
        (({"gamma": 0.9}, RUNS, "maybe", YARDSTICK, MADE), "should be one of"),
        (({"gamma": 0.9}, (60, 72, 104), "faster", YARDSTICK, MADE), "for another change"),
        (({"rate": 0.01}, (500, 500, 500), "slower", YARDSTICK, []), "hasn't given these since"),
    ],
    "fewest_episodes": [
        ((search,), "To beat: 119"),
        ((lambda play, rng: neuron(np.array([0, 0, 1, 1])),), "without one call of play"),
        ((lambda play, rng: play(neuron(np.ones(4))) and neuron(np.ones(4)),), "of that time"),
        ((lambda play, rng: lambda state: rng.integers(2),), "no memory, no coin"),
        ((learns_in_the_test,), "go by the state alone"),
        ((remembers,), "go by the state alone"),
        ((lambda play, rng: 1,), "takes a state"),
        ((lambda play, rng: lambda state: 0.5,), "other than 0 or 1"),
        ((lambda play, rng: play(3),), "takes a state"),
        ((lambda play, rng: [play(neuron(np.zeros(4))) for _ in range(3000)],), "was stopped"),
        ((5,), "a function is asked for"),
    ],
}

UNFILLED = {
    "returns": [(returns_nothing_yet,)],
    "policy_gradient": [(no_gradient_yet,)],
    "one_setting": [(..., ..., ..., YARDSTICK, [])],
    "fewest_episodes": [(lambda play, rng: ...,)],
}

STILL_RIGHT = {"one_setting": follows_the_rule}
GIVEN = {"one_setting": (3, 4)}
