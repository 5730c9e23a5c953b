# Needs Python 3.11 or newer, make and git. All the rest goes into .venv and node_modules.

PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt
NPM := $(BIN)/npm --silent

# npm's scripts ask the PATH for node: let them find ours before any other.
export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: help lab app test coverage lint bundle bench figures docs release clean

help:
	@echo 'make lab opens the workbook. All targets:'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s%s\n", $$1, $$2 }' Makefile
	@echo 'PYTHON=python3.12 chooses another Python.'

lab: .venv/.workbook ## open the workbook; ARGS="--no-browser" passes options on to JupyterLab
	$(BIN)/python -m tools.lab $(ARGS)

app: .venv/.app ## the notebooks as pages without code; ARGS="--no-browser" passes options to Voila
	$(BIN)/python -m tools.app $(ARGS)

test: .venv/.tools node_modules/.ready ## run everything: Python, JavaScript, notebooks, browser; ARGS="-k log"
	$(BIN)/python tools/browser.py
	$(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder $(ARGS)

coverage: .venv/.tools node_modules/.ready ## which lines of stretchlib the tests run, without a browser
	$(BIN)/pytest --ignore=tests/browser --cov --cov-report=term:skip-covered $(ARGS)

lint: .venv/.tools node_modules/.ready ## check style, format and types, Python's and JavaScript's
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(NPM) run lint
	$(NPM) run types

bundle: node_modules/.ready ## make the player's one file from stretchlib/player/src, and its contract from Python's
	$(BIN)/python -m tools.contract
	$(NPM) run bundle

bench: .venv/.tools ## measure side by side with what people use instead
	$(BIN)/python benchmarks/run.py $(ARGS)

figures: .venv/.tools ## draw every stretch, pose and side on one sheet, docs/figures.png
	$(BIN)/python -m docs.contact_sheet

docs: .venv/.docs ## make the website in docs/_site: the notebooks run on the sample log, the reference
	$(BIN)/python -m tools.website $(ARGS)

release: .venv/.workbook ## build and check a release, and stop before uploading
	$(BIN)/python -m tools.release $(ARGS)

clean: ## remove what these commands made; never a person's log
	rm -rf .venv node_modules dist docs/_site .hypothesis .mypy_cache .pytest_cache .ruff_cache

# Each file that ends a rule below is empty: its age says when that step was last done.

.venv/.made:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'The workbook needs Python 3.11 or newer, and $(PYTHON) is not.' >&2; \
	  echo 'Name one that is: make $(MAKECMDGOALS) PYTHON=python3.12' >&2; \
	  exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.workbook: .venv/.made pyproject.toml constraints.txt
	@echo 'Installing the workbook: a minute or two, this once.'
	$(PIP) --editable .
	@touch $@

.venv/.app: .venv/.workbook
	@echo 'Installing what serves the notebooks as pages.'
	$(PIP) --editable '.[app]'
	@touch $@

.venv/.docs: .venv/.workbook
	@echo 'Installing what makes the website.'
	$(PIP) --editable '.[docs]'
	@touch $@

# The website is tested too.
.venv/.tools: .venv/.workbook
	@echo 'Installing what tests and checks need.'
	$(PIP) --editable '.[test,lint,docs]'
	@touch $@

node_modules/.ready: .venv/.tools package.json package-lock.json
	$(NPM) ci --ignore-scripts
	@touch $@
