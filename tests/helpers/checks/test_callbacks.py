import keras

from helpers.checks import callbacks as check
from tests.helpers.checks.banks.callbacks import SetInEveryEpoch


def test_what_a_callback_prints_stays_out_of_the_page(capsys):
    check.stop_at_gap(SetInEveryEpoch)
    assert capsys.readouterr().out == ""


def test_names_that_keras_gives_later_count_on_as_if_there_had_been_no_check():
    def made():
        layers = [keras.Input((2,)), keras.layers.Dense(1)]
        network = keras.Sequential(layers)
        return [int(thing.name.rpartition("_")[2]) for thing in (network, network.layers[0])]

    keras.Sequential(), keras.layers.Dense(1)
    network, layer = made()
    assert check.stop_at_gap(SetInEveryEpoch).status == "right"
    assert made() == [network + 1, layer + 1]
