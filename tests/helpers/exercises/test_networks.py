import keras
import numpy as np
import pytest
from keras import layers

from helpers.exercises import Hint, NotAttempted, networks
from helpers.exercises.networks import keras_network

IMAGES = np.random.default_rng(5).random((4, 6))
LABELS = np.array([0, 1, 2, 0])


def network(*parts, loss="sparse_categorical_crossentropy", optimizer="adam", **compiling):
    made = keras.Sequential([keras.Input((6,)), *parts])
    made.compile(optimizer, loss=loss, **compiling)
    return made


def classifier(**compiling):
    return network(layers.Dense(5), layers.Dense(3, activation="softmax"), **compiling)


class OfItsOwnClass(keras.Model):
    def call(self, inputs):
        return inputs


def test_a_network_may_come_as_itself_or_as_the_function_that_makes_it():
    made = classifier()
    assert keras_network(made) is made
    assert keras_network(lambda: made) is made
    with pytest.raises(NotAttempted):
        keras_network(lambda: ...)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (61_706, "int"), ([keras.Sequential()], "list"), (lambda: 61_706, "int"),
        (layers.Dense(3), "Dense"), (lambda: layers.Dense(3), "Dense"),
    ],
)
def test_what_is_no_network_gets_a_hint_that_names_its_kind(answer, kind):
    with pytest.raises(Hint, match=f"yours is of the kind {kind}"):
        keras_network(answer)


def without_input(*parts):
    return lambda: keras.Sequential(parts)


class WithLayers(keras.Model):
    def __init__(self):
        super().__init__()
        self.dense = layers.Dense(2)

    def call(self, inputs):
        return self.dense(inputs)


@pytest.mark.parametrize(
    "answer",
    [
        classifier, classifier(), without_input(layers.Dense(3)), WithLayers,
        lambda: keras.Sequential([keras.Input((None,)), layers.Lambda(lambda inputs: inputs)]),
        lambda: keras.Sequential([keras.Input((6, 1)), layers.Flatten(), layers.Dense(3)]),
    ],
)
def test_a_network_is_built_where_it_takes_the_inputs(answer):
    made = networks.ready_network(answer, input_shape=(6,))
    assert made.built
    assert networks.outputs_of(made, np.ones((2, 6))).shape[0] == 2


def test_a_network_that_is_built_for_its_inputs_takes_as_many_examples_as_one_likes():
    made = networks.ready_network(without_input(layers.Dense(3)), input_shape=(6,))
    assert made.input_shape == (None, 6)


@pytest.mark.parametrize(
    ("answer", "fragment"),
    [
        (lambda: network(layers.Dense(3)), "takes 6 numbers in a row for each example, and an "
         "example here is 28 rows of 28 numbers. What does keras.Input"),
        (without_input(), "has no layers"),
        (without_input(layers.Conv2D(8, 3)), "can't answer where an example is 28 rows of 28"),
        (without_input(layers.Flatten(), layers.Dense(3)), "isn't compiled"),
        (lambda: keras.Sequential([layers.Flatten()]).compile("sgd"), "compile changes a network"),
        (OfItsOwnClass, "isn't compiled"),
        (28, "of the kind int"),
    ],
)
def test_a_network_that_is_not_ready_gets_a_hint(answer, fragment):
    with pytest.raises(Hint, match=fragment):
        networks.ready_network(answer, input_shape=(28, 28), compiled=True)


def test_a_known_wrong_input_has_its_own_hint_and_an_unknown_one_is_asked_for():
    mistakes = {(6,): Hint("six", "six are too few")}
    with pytest.raises(Hint, match="six are too few"):
        networks.ready_network(classifier, input_shape=(8,), mistakes=mistakes)
    with pytest.raises(Hint, match="doesn't know yet what comes in"):
        networks.ready_network(without_input(layers.Dense(3)))


def test_a_compiled_network_needs_a_loss():
    with pytest.raises(Hint, match="can't learn without a loss"):
        networks.ready_network(lambda: classifier(loss=None), (6,), compiled=True)


def kinds_of(made):
    return [type(layer).__name__ for layer in networks.layers_of(made)]


def test_the_layers_of_networks_inside_a_network_stand_in_their_place():
    inside = keras.Input((8,))
    functional = keras.Model(inside, layers.Dropout(0.1)(layers.ReLU()(inside)))
    deeper = keras.Sequential([keras.Sequential([layers.Dense(8)]), functional])
    made = network(layers.Flatten(), deeper, layers.Softmax())
    assert kinds_of(made) == ["Flatten", "Dense", "ReLU", "Dropout", "Softmax"]


@pytest.mark.parametrize("made", [OfItsOwnClass, lambda: network(OfItsOwnClass())])
def test_a_class_of_its_own_gets_the_hint_how_to_write_it(made):
    with pytest.raises(Hint, match=r"keras.Sequential\(\[...\]\) or as keras.Model"):
        networks.layers_of(made())


def test_a_class_that_derives_from_a_network_of_layers_is_looked_into():
    class Mine(keras.Sequential):
        pass

    class Functional(keras.Model):
        def __init__(self):
            inputs = keras.Input((3,))
            super().__init__(inputs, layers.Dense(2)(inputs))

    assert kinds_of(Mine([keras.Input((3,)), layers.Dense(2)])) == ["Dense"]
    assert kinds_of(Functional()) == ["Dense"]


def test_shapes_are_followed_through_networks_inside_a_network():
    made = network(keras.Sequential([layers.Dense(8), layers.Reshape((4, 2))]), layers.Flatten())
    assert [(step.kind, step.before, step.after) for step in networks.steps_of(made)] == [
        ("Dense", (None, 6), (None, 8)),
        ("Reshape", (None, 8), (None, 4, 2)),
        ("Flatten", (None, 4, 2), (None, 8)),
    ]


def test_shapes_are_known_where_layers_do_not_stand_one_behind_the_other():
    inputs = keras.Input((6,))
    hidden = layers.Dense(2)(inputs)
    joined = layers.Concatenate()([keras.ops.tanh(inputs), hidden])
    made = keras.Model(inputs, layers.Dense(3)(joined))
    assert [(step.before, step.after) for step in networks.steps_of(made)] == [
        ((None, 6), (None, 2)), ((None, 8), (None, 3)),
    ]


def own_softmax(sums):
    return keras.ops.exp(sums) / keras.ops.sum(keras.ops.exp(sums), axis=-1, keepdims=True)


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ([layers.Dense(3)], ["linear"]),
        ([layers.Dense(3, activation=lambda sums: keras.ops.tanh(sums))], ["tanh"]),
        ([layers.Dense(3, activation=keras.ops.relu)], ["relu"]),
        ([layers.Dense(3, activation=own_softmax)], ["softmax"]),
        ([layers.Dense(3), layers.Activation("sigmoid")], ["sigmoid"]),
        ([layers.Dense(3), layers.Dropout(0.1), layers.Softmax()], ["softmax"]),
        ([layers.Dense(3), layers.Lambda(lambda sums: keras.ops.tanh(sums))], ["tanh"]),
        ([layers.Dense(3), layers.Lambda(lambda sums: keras.ops.reshape(sums, (-1, 3, 1)))],
         ["linear"]),
        ([layers.Activation("tanh"), layers.Dense(3)], ["tanh", "linear"]),
        ([layers.Dense(3), layers.Rescaling(2), layers.Activation("tanh")], ["linear", "tanh"]),
        ([layers.Dense(3, activation="tanh"), layers.Activation("tanh")], ["tanh and tanh"]),
        ([layers.Dense(3, activation=lambda sums: sums / 0)], ["<lambda>"]),
        ([layers.Dense(3, activation="relu"), layers.Dense(3, activation="softmax")],
         ["relu", "softmax"]),
    ],
)
def test_an_activation_is_named_by_what_it_computes(parts, names):
    assert networks.activations_of(network(*parts)) == names


def test_only_what_is_learned_is_counted():
    kept = layers.Normalization()
    kept.adapt(IMAGES)
    assert networks.numbers_to_learn(network(kept, layers.Dense(2))) == 14
    assert networks.numbers_to_learn(network(layers.Dense(2, trainable=False))) == 0


@pytest.mark.parametrize(
    ("outputs", "may_be"),
    [
        ([[0.5, 0.5], [1, 0]], True),
        ([[0.5, 0.5], [0.5, 0.6]], False),
        ([[1.5, -0.5]], False),
        ([[0.25, 0.25], [0.75, 0.75]], False),
    ],
)
def test_probabilities_are_not_negative_and_have_the_sum_1(outputs, may_be):
    assert networks.are_probabilities(np.array(outputs)) is may_be


def state_of(made):
    variables = [*made.variables, *made.optimizer.variables]
    tensors = [keras.ops.convert_to_tensor(variable) for variable in variables]
    return [np.array(keras.ops.convert_to_numpy(tensor)).tolist() for tensor in tensors]


@pytest.mark.parametrize("trained", [False, True])
def test_first_steps_leave_a_network_as_it_was(trained):
    made = network(layers.BatchNormalization(), layers.Dropout(0.5), layers.Dense(3, "softmax"),
                   metrics=["accuracy"])
    if trained:
        made.fit(IMAGES, LABELS, verbose=0)
    made.optimizer.build(made.trainable_variables)
    before = state_of(made)
    networks.take_first_steps(made, IMAGES, LABELS)
    assert state_of(made) == before


def test_a_network_that_fails_in_its_first_step_is_left_as_it_was():
    made = classifier(metrics=["accuracyy"])
    before = made.get_weights()
    with pytest.raises(Hint):
        networks.take_first_steps(made, IMAGES, LABELS)
    assert all(map(np.array_equal, before, made.get_weights()))


@pytest.mark.parametrize(
    ("compiling", "said"),
    [
        ({"loss": "mse-loss"}, "Keras knows no loss that is called mse-loss"),
        ({"metrics": ["acuracy"]}, "Keras knows no metric that is called acuracy"),
        ({"loss": "categorical_crossentropy"}, "look at compile: Arguments"),
        ({"optimizer": None}, "there is no optimizer"),
        ({"optimizer": keras.optimizers.SGD(0.0)}, "all its weights are what they were"),
    ],
)
def test_a_network_that_cannot_learn_gets_a_hint(compiling, said):
    with pytest.raises(Hint) as hint:
        networks.take_first_steps(classifier(**compiling), IMAGES, LABELS)
    assert said in str(hint.value)


def test_a_learning_rate_that_begins_at_0_is_no_mistake():
    rising = keras.optimizers.schedules.CosineDecay(
        0.0, decay_steps=10, warmup_target=0.1, warmup_steps=5
    )
    networks.take_first_steps(classifier(optimizer=keras.optimizers.SGD(rising)), IMAGES, LABELS)


def compiled_at_once():
    return keras.Sequential([keras.Input((2,)), layers.Dense(1)]).compile("sgd", "mse")


def without_return():
    made = keras.Sequential([keras.Input((2,)), layers.Dense(1)])
    made.build()


def test_who_returns_what_compile_returns_is_told_so():
    with pytest.raises(Hint, match="compiled_at_once returns nothing. compile changes a network"):
        keras_network(compiled_at_once)
    with pytest.raises(Hint, match="without_return returns nothing. Does it say return"):
        keras_network(without_return)
