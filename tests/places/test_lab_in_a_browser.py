"""The course in JupyterLab, opened in a real browser as ``make lab`` opens it.

Whatever a test does in the lab, no request of its pages may leave the machine.
"""

from __future__ import annotations

import importlib.util
import ipaddress
import os
import shutil

import nbformat
import pytest

from tests.browser import browser
from tests.helpers.checks.banks import perceptron_or_gate as bank
from tests.places.waiting import wait_until

MISSING = [
    name
    for name, there in {
        "make": shutil.which("make"),
        "Chromium, Chrome or Edge": browser(),
        "Playwright": importlib.util.find_spec("playwright"),
        "axe-playwright-python": importlib.util.find_spec("axe_playwright_python"),
    }.items()
    if not there
]
if not MISSING:
    from playwright.sync_api import expect, sync_playwright

    from tests.places.lab import ROOT, Notebook, running_lab, serious_faults, visiting
pytestmark = [
    pytest.mark.skipif(
        bool(MISSING) and not os.environ.get("CI"), reason=f"missing: {', '.join(MISSING)}"
    ),
    pytest.mark.timeout(1200),  # the lab's own deadlines come first and say more
]

ONE, THREE = "01_perceptron_or_gate", "03_hello_keras"
SOCKETS_OF_A_KERNEL = 5
TRAINING = (
    'model.compile(optimizer=keras.optimizers.SGD(learning_rate=0.01), loss="mse")\n'
    "history = model.fit(x, y, epochs={}, verbose=0, "
    'callbacks=[plots.training_view("mine")])'
)
ENDLESS, SHORT = TRAINING.format("1_000_000"), TRAINING.format("20")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    assert not MISSING, f"CI has to open the lab, and this is missing: {', '.join(MISSING)}"
    with running_lab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="module")
def chromium(lab):
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=browser(), args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(lab, chromium):
    with visiting(lab, chromium) as opened:
        yield opened


@pytest.fixture(scope="module")
def notebook_01(lab, chromium):
    """Open 01 and run all its cells."""
    with visiting(lab, chromium) as opened:
        notebook = opened.open_notebook(ONE)
        notebook.start_all()
        notebook.wait_until_finished()
        assert_it_ran_to_its_end(notebook)
        yield notebook


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def assert_it_ran_to_its_end(notebook, own_figures=0):
    published = nbformat.read(ROOT / "notebooks" / notebook.path.name, as_version=4)
    outputs = [output for cell in code_cells(published) for output in cell.outputs]
    figures = sum(
        # In the lab a live figure draws itself, without a picture.
        "image/png" in data and not "".join(data["text/plain"]).startswith("Live figure")
        for data in (output.get("data", {}) for output in outputs)
    )
    expect(notebook.red).to_have_count(0)
    expect(notebook.pictures).to_have_count(figures + own_figures)
    notebook.page.wait_for_function(
        "pictures => pictures.every(picture => picture.complete && picture.naturalWidth > 100)",
        arg=notebook.pictures.element_handles(),
    )
    cells = code_cells(notebook.save())
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    outputs = [output for cell in cells for output in cell.outputs]
    assert not [out for out in outputs if out.output_type == "error" or out.get("name") == "stderr"]


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/lab/tree/notebooks/README.md"), ("POST", "/api/kernels")],
)
def test_without_its_token_the_lab_gives_nothing(lab, method, path):
    kernels = lab.kernels()
    assert len(lab.token) >= 40
    for token in ("", "0" * len(lab.token)):
        status, headers, text = lab.ask(path, method, token=token)
        to_the_login = status == 302 and headers["Location"].startswith("/login")
        assert status == 403 or to_the_login, text
        assert "perceptron" not in text
    assert lab.kernels() == kernels


def test_with_its_token_the_lab_answers(lab):
    status, _, text = lab.ask("/api/contents/notebooks", token=lab.token)
    assert status == 200
    assert ONE in text


def test_the_lab_and_its_kernels_listen_on_this_machine_only(lab):
    without = lab.listening_sockets()
    assert lab.place.port in [port for _, port in without]
    with lab.kernels_shut_down_after():
        assert lab.ask("/api/kernels", "POST", token=lab.token)[0] == 201
        wait_until(
            lambda: len(lab.listening_sockets() - without) >= SOCKETS_OF_A_KERNEL,
            60, "the kernel opened no sockets",
        )
        listening = lab.listening_sockets()
    assert all(ipaddress.ip_address(address).is_loopback for address, _ in listening), listening


def test_the_printed_address_opens_the_course_page_with_a_link_to_every_notebook(lab, visit):
    notebooks = lab.course / "notebooks"
    for path in sorted(notebooks.glob("*.ipynb")):
        expect(visit.course_page.locator(f"a[href*='{path.name}']").first).to_be_visible()
    assert not serious_faults(visit.page)
    visit.course_page.get_by_role("link", name="01 · One neuron").click()
    opened = Notebook(visit.page, notebooks / f"{ONE}.ipynb")
    expect(opened.panel.locator("h1")).to_contain_text("01 · One neuron")


def test_a_notebook_that_is_only_opened_and_saved_stays_as_it_was(visit):
    notebook = visit.open_notebook(THREE)
    before, written = notebook.path.read_bytes(), notebook.path.stat().st_mtime_ns
    notebook.choose("File", "Save Notebook")
    wait_until(
        lambda: notebook.path.stat().st_mtime_ns > written and notebook.path.read_bytes(),
        60,
        "the lab saved nothing",
    )
    assert notebook.path.read_bytes() == before


def test_01_runs_to_its_end_with_its_figures_and_sliders(notebook_01):
    sliders = notebook_01.outputs(notebook_01.number_of("sliders("))
    expect(sliders.get_by_role("slider")).to_have_count(3)


def test_the_live_figure_of_01_follows_its_keys(notebook_01):
    outputs = notebook_01.outputs(notebook_01.number_of("Neuron(gate_inputs"))
    expect(outputs.locator(".score")).to_have_text("3 of 4 right")
    outputs.get_by_role("slider", name="bias b").focus()
    for _ in range(10):
        notebook_01.page.keyboard.press("ArrowLeft")
    expect(outputs.locator(".score")).to_have_text("1 of 4 right")


def test_a_slider_moved_by_keyboard_changes_the_picture_and_its_text(notebook_01):
    outputs = notebook_01.outputs(notebook_01.number_of("sliders("))
    picture = outputs.locator("img")
    before = picture.get_attribute("src")
    expect(picture).to_have_attribute("alt", "AND: 2 of 4 right")
    outputs.get_by_role("slider").last.focus()
    for _ in range(6):
        notebook_01.page.keyboard.press("ArrowLeft")
    expect(picture).to_have_attribute("alt", "AND: 4 of 4 right")
    assert picture.get_attribute("src") != before


def test_a_solution_is_folded_and_opens_on_a_click(notebook_01):
    solution = notebook_01.panel.locator("details").first
    code = solution.get_by_text("check.and_bias(and_bias)")
    expect(notebook_01.panel.locator("details")).to_have_count(4)
    expect(notebook_01.panel.locator("details[open]")).to_have_count(0)
    expect(code).not_to_be_visible()
    solution.locator("summary").click()
    expect(code).to_be_visible()
    solution.locator("summary").click()


def test_a_wrong_answer_gets_its_hint_and_a_right_one_its_praise(notebook_01):
    exercise = notebook_01.number_of("check.and_bias(")
    summary = notebook_01.number_of("check.summary()")
    (((wrong,), hint),) = [entry for entry in bank.WRONG["and_bias"] if entry[1] == "too far"]
    outputs = notebook_01.run(exercise, f"check.and_bias({wrong})")
    expect(outputs).to_contain_text("✗ Exercise 1")
    expect(outputs).to_contain_text(hint)
    expect(notebook_01.run(summary)).to_contain_text("0 of 4 exercises solved")

    (right,) = bank.RIGHT["and_bias"][0]
    outputs = notebook_01.run(exercise, f"check.and_bias({right})")
    expect(outputs).to_contain_text("✓ Exercise 1")
    expect(outputs).to_contain_text("hardlim says 0")
    expect(notebook_01.run(summary)).to_contain_text("1 of 4 exercises solved")


def test_people_with_a_disability_meet_no_serious_fault_in_01(notebook_01):
    assert not serious_faults(notebook_01.page)


BOARD = """import matplotlib.pyplot as plt
from helpers.widgets import draw_digit
title = lambda pixels: f"{pixels.sum(axis=0).argmax()}"
draw_digit(lambda pixels: plt.figure().suptitle(title(pixels)).figure.add_subplot())"""


def test_a_line_dragged_on_the_drawing_board_is_read_after_the_stroke(visit):
    notebook = visit.open_notebook(ONE)
    board = notebook.run(notebook.number_of("import numpy as np"), BOARD).locator(".drawing-board")
    picture, canvas = board.locator("img"), board.locator("canvas")
    expect(picture).to_be_visible()
    board.get_by_role("button", name="Clear").click()
    canvas.scroll_into_view_if_needed()
    frame = canvas.bounding_box()
    left, top, square = frame["x"], frame["y"], frame["width"] / 28
    mouse = visit.page.mouse
    mouse.move(left + 5.5 * square, top + 2.5 * square)
    mouse.down()
    mouse.move(left + 5.5 * square, top + 25.5 * square, steps=5)
    mouse.up()
    expect(picture).to_have_attribute("alt", "5")

    board.get_by_role("button", name="Clear").click()
    canvas.focus()
    visit.page.keyboard.press("Shift+ArrowRight")
    visit.page.keyboard.press("ArrowUp")
    expect(picture).to_have_attribute("alt", "6")
    assert not serious_faults(visit.page)


def test_interrupt_and_restart_in_the_middle_of_training_leave_a_usable_notebook(visit, fault):
    notebook = visit.open_notebook(THREE)
    training = notebook.number_of("history = model.fit(")
    prediction = notebook.number_of("check.answer_after_20_epochs(")
    last = notebook.number_of("check.summary()")
    curve = notebook.outputs(training).locator("img")

    notebook.write(training, ENDLESS)
    notebook.start_all()
    expect(curve).to_be_visible(timeout=120_000)
    fault("`[*]` stays").is_seen_in(notebook.prompt(last).inner_text())
    notebook.choose("Kernel", "Interrupt Kernel")
    expect(notebook.red).to_contain_text("KeyboardInterrupt")
    expect(curve).to_be_visible()
    expect(notebook.prompt(last)).to_have_text("[ ]:")

    before = notebook.prompt(prediction).inner_text()
    outputs = notebook.run(prediction)
    expect(notebook.prompt(prediction)).not_to_have_text(before)
    expect(outputs.first).to_contain_text("for x = 10 it says")
    notebook.save()
    notebook.page.reload()
    notebook.wait_until_open()
    expect(notebook.cells.nth(training)).to_contain_text("1_000_000")
    expect(notebook.red).to_contain_text("KeyboardInterrupt")

    notebook.run(training)
    expect(notebook.red).to_have_count(0)
    expect(curve).to_be_visible()
    expect(notebook.status("Busy")).to_be_visible()
    notebook.write(training, SHORT)
    notebook.restart_and_start_all()
    notebook.wait_until_finished()
    assert_it_ran_to_its_end(notebook, own_figures=1)
    assert notebook.stored().cells[training].source == SHORT


def test_a_kernel_killed_in_training_is_announced_and_nothing_typed_is_lost(lab, visit, fault):
    others = lab.kernel_processes()
    notebook = visit.open_notebook(THREE)
    training = notebook.number_of("history = model.fit(")
    curve = notebook.outputs(training).locator("img")
    notebook.write(training, ENDLESS)
    notebook.start_all()
    expect(curve).to_be_visible(timeout=120_000)

    (kernel,) = lab.kernel_processes() - others
    kernel.kill()
    announcement = visit.page.locator(".jp-Dialog")
    expect(announcement).to_be_visible()
    fault("The kernel died").is_seen_in(announcement.inner_text())
    announcement.get_by_role("button", name="Ok").click()
    expect(notebook.status("Idle")).to_be_visible()
    expect(notebook.cells.nth(training)).to_contain_text("1_000_000")
    expect(curve).to_be_visible()

    notebook.write(training, SHORT)
    notebook.start_all()
    notebook.wait_until_finished()
    assert_it_ran_to_its_end(notebook, own_figures=1)
    assert notebook.stored().cells[training].source == SHORT
