from helpers.checks import callbacks as check
from tests.helpers.checks.banks.callbacks import WithGet


def test_what_a_callback_prints_stays_out_of_the_page(capsys):
    check.mended_stop(WithGet)
    assert capsys.readouterr().out == ""
