# The two commands: `make lab` opens the course, `make test` runs every test. `make help` lists all.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= $(shell for candidate in python3 python3.13 python3.12 python3.11 python; do \
	$$candidate -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' \
	>/dev/null 2>&1 && { echo $$candidate; break; }; done)
BIN := .venv/bin
GPU ?= $(shell nvidia-smi --list-gpus >/dev/null 2>&1 && echo yes)
LAB_LOCK := locks/$(if $(GPU),gpu,lab).txt
TEST_LOCK := locks/$(if $(GPU),gpu-test,test).txt
# What is said here comes before the user's own configuration of Jupyter.
LAB_OPTIONS := --ServerApp.root_dir=. --LabApp.app_settings_dir=workshop/jupyterlab \
	--ContentsManager.pre_save_hook=workshop.notebooks.normal_form.keep_language \
	--LabApp.default_url=/lab/tree/notebooks/README.md \
	$(if $(filter 0,$(shell id -u)),--allow-root) \
	$(if $(filter Linux,$(shell uname -s)),$(if $(DISPLAY)$(WAYLAND_DISPLAY),,--no-browser))

# Where packages come from is the user's affair; where they go to, and which come first, is not.
unexport PIP_TARGET PIP_PREFIX PIP_ROOT PIP_PYTHON PIP_CONSTRAINT PIP_REQUIRE_HASHES PYTHONPATH PYTHONHOME
export PIP_USER := 0
export JUPYTER_PREFER_ENV_PATH := 1

# Broken off while it was made (venv writes the file activate last), or its Python is gone or newer.
HALF := $(shell test ! -e .venv || { test -e .venv/bin/activate && .venv/bin/python -c 'import pip'; } \
	2>/dev/null || echo half-there)

.PHONY: half-there help lab test test-all run data bench slides site clean lock
help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-8s %s\n", $$1, $$2}'

lab: .venv/lab-ready data ## set everything up and open the course in JupyterLab
	@$(BIN)/jupyter lab $(LAB_OPTIONS)

test: .venv/test-ready data ## set everything up and run every test and notebook
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory slides/node_modules/.ready || \
	echo "Marp could not be installed, so the decks are not tested in a browser." >&2
	@$(BIN)/python -m pytest

test-all: test ## and every other place, Python, backend and set of packages (hours, needs the network)
	@$(BIN)/nox

run: .venv/lab-ready data ## execute the course without a screen and print its results
	@$(BIN)/workshop run

data: .venv/lab-ready ## look for the data sets, and fetch what is missing
	@$(BIN)/python -m helpers.data

bench: .venv/test-ready data ## measure every notebook beside the plain recipe of its forerunner
	@$(BIN)/python -m tests.bench

slides: .venv/lab-ready slides/node_modules/.ready ## build the decks: HTML, PDF with notes, PowerPoint
	@$(BIN)/python -m slides.build

site: .venv/site-ready ## build the course as a web site, in site/built
	@! command -v npm >/dev/null || $(MAKE) --no-print-directory slides/node_modules/.ready || \
	echo "Marp and KaTeX could not be installed, so the site has no decks, and formulas as TeX." >&2
	@$(BIN)/python site/gather.py

slides/node_modules/.ready: slides/package-lock.json
	@command -v npm >/dev/null || { echo "The decks are built by Marp, which needs Node.js 18 or newer" \
	"(https://nodejs.org), and npm was not found." >&2; exit 1; }
	@npm ci --prefix slides --ignore-scripts --no-fund --no-audit --loglevel=error >/dev/null
	@touch $@

clean: ## remove the environment and executed copies; notebooks and data stay
	rm -rf .venv executed slides/node_modules slides/built site/built

half-there:
	@echo "The environment .venv is only half there, so it is made anew"
	@rm -rf .venv

.venv/bin/python: $(HALF)
	@test -n "$(PYTHON)" || { echo "The workshop needs Python 3.11, 3.12 or 3.13, and none was found." \
	"Install one, or name it: make lab PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Making the environment .venv with $$($(PYTHON) --version)"
	@$(PYTHON) -m venv .venv || { echo "Python could not make an environment." \
	"On Debian and Ubuntu: sudo apt install python3-venv" >&2; rm -rf .venv; exit 1; }

define install
	@echo "Installing what $(1) pins (the first time this takes some minutes)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement $(1)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation \
	--editable .
	@test -x $(BIN)/jupyter -a -x $(BIN)/workshop || { echo "pip installs elsewhere than in .venv:" \
	"$$($(BIN)/python -m pip config list | grep -E 'user|target|prefix|root' | tr '\n' ' ')" >&2; exit 1; }
	@touch $@
endef

.venv/lab-ready: $(LAB_LOCK) pyproject.toml $(HALF) | .venv/bin/python
	$(call install,$(LAB_LOCK))

.venv/test-ready: $(TEST_LOCK) pyproject.toml $(HALF) | .venv/lab-ready
	$(call install,$(TEST_LOCK))

.venv/site-ready: locks/site.txt pyproject.toml $(HALF) | .venv/bin/python
	$(call install,locks/site.txt)

UV_COMPILE = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-emit-index-url --no-emit-find-links --extra build pyproject.toml

lock: | .venv/bin/python ## pin every dependency anew (needs the network)
	@$(BIN)/python -m pip install --quiet uv
	@$(UV_COMPILE) --upgrade --extra test --output-file locks/test.txt
	@$(UV_COMPILE) --extra lab --constraint locks/test.txt --output-file locks/lab.txt
	@$(UV_COMPILE) --extra site --constraint locks/test.txt --output-file locks/site.txt
	@$(UV_COMPILE) --extra gpu --extra tools --constraint locks/test.txt --output-file locks/gpu-test.txt
	@$(UV_COMPILE) --extra gpu --constraint locks/gpu-test.txt --output-file locks/gpu.txt
