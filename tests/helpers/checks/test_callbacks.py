import keras

from helpers.checks import callbacks as check
from tests.helpers.checks.banks.callbacks import TRIED, SetInEveryEpoch


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


def test_a_rate_chosen_at_the_end_of_its_range_is_right_with_a_caution():
    assert "may lie beyond" not in check.chosen_rate(TRIED, 0.003).message
    verdict = check.chosen_rate({rate: TRIED[rate] for rate in (0.003, 0.01, 0.1)}, 0.003)
    assert verdict.status == "right" and "may lie beyond" in verdict.message
