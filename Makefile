# Needs Python 3.11 or newer, make and git. All the rest goes into .venv and node_modules: by uv
# where it is on the PATH, which is several times as quick, else by pip; the tools by uv in any case.

PYTHON ?= python3
ARGS ?=
VERSIONS ?= 3.12 3.13
BIN := .venv/bin
UV := $(shell command -v uv 2>/dev/null)
ifneq ($(UV),)
VENV = "$(UV)" venv --quiet --python "$(PYTHON)" .venv
INSTALL = "$(UV)" pip install --quiet --python $(BIN)/python
else
VENV = "$(PYTHON)" -m venv .venv
INSTALL = $(BIN)/python -m pip install --quiet --retries 2
endif
# What a lock names, to the hash, and then what stands in this folder.
LOCKED = $(INSTALL) --require-hashes --requirement locks
OURS = $(INSTALL) --no-deps --editable .
NPM := $(BIN)/npm --silent

# npm's scripts ask the PATH for node: let them find ours before any other.
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Where it is set, each process that a test starts would compile our modules anew.
COMPILED = env -u PYTHONDONTWRITEBYTECODE

.PHONY: help lab app test pythons lowest coverage lint bundle bench figures docs locks release clean sound

help:
	@echo 'make lab opens the workbook. All targets:'
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s%s\n", $$1, $$2 }' Makefile
	@echo 'PYTHON=python3.12 chooses another Python.'

lab: .venv/.workbook ## open the workbook; ARGS="--no-browser" passes options on to JupyterLab
	$(BIN)/python -m tools.lab $(ARGS)

app: .venv/.app ## the notebooks as pages without code; ARGS="--no-browser" passes options to Voila
	$(BIN)/python -m tools.app $(ARGS)

test: .venv/.tools node_modules/.ready ## run everything: Python, JavaScript, notebooks, browser; ARGS="-k log"
	$(BIN)/python tools/browser.py
	$(COMPILED) $(BIN)/pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder $(ARGS)

pythons: .venv/.tools node_modules/.ready ## the part without browser and notebooks on other Pythons; VERSIONS="3.14", ARGS=--whole
	$(COMPILED) $(BIN)/python -m tools.pythons $(VERSIONS) $(ARGS)

lowest: .venv/.tools node_modules/.ready ## the same part with the lowest versions that pyproject.toml allows
	$(COMPILED) $(BIN)/python -m tools.pythons --lowest --whole

coverage: .venv/.tools node_modules/.ready ## which lines of stretchlib the tests run, without a browser
	$(COMPILED) $(BIN)/pytest --ignore=tests/browser --cov --cov-report=term:skip-covered $(ARGS)

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

docs: .venv/.tools ## make the website in docs/_site: the notebooks run on the sample log, the reference
	$(BIN)/python -m tools.website $(ARGS)

release: .venv/.workbook ## build and check a release, and stop before uploading
	$(BIN)/python -m tools.release $(ARGS)

locks: .venv/.tools ## write locks/ from the bounds in pyproject.toml; ARGS="--upgrade" for newer versions, "--table"
	$(BIN)/python -m tools.locks $(ARGS)

clean: ## remove what these commands made; never a person's log
	rm -rf .venv node_modules dist docs/_site .hypothesis .mypy_cache .pytest_cache .ruff_cache

# Each file that ends a rule below says by its age when that step was last done; .made holds the
# folder in which it was, too, for its programs know no other.

sound:
	@! test -e .venv/.made || $(BIN)/python -c '' 2>/dev/null || { \
	  echo 'The Python that .venv was made with is gone or does not start.' >&2; \
	  echo 'Your log is elsewhere and safe. Run: make clean, then make $(or $(MAKECMDGOALS),lab)' >&2; \
	  exit 1; }
	@! test -s .venv/.made || test "$$(cat .venv/.made)" = "$$(pwd -P)" || { \
	  echo "This folder was renamed or moved; it was set up as $$(cat .venv/.made)." >&2; \
	  echo 'Your log is elsewhere and safe. Run: make clean, then make $(or $(MAKECMDGOALS),lab)' >&2; \
	  exit 1; }

.venv/.made: | sound
	@command -v "$(PYTHON)" >/dev/null || { \
	  echo 'There is no $(PYTHON) here. Install Python 3.11 or newer, or name one:' >&2; \
	  echo '  make $(or $(MAKECMDGOALS),lab) PYTHON=python3.12' >&2; \
	  exit 1; }
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo 'The workbook needs Python 3.11 or newer, and $(PYTHON) is not.' >&2; \
	  echo 'Name one that is: make $(or $(MAKECMDGOALS),lab) PYTHON=python3.12' >&2; \
	  exit 1; }
	@! test -e .venv || { \
	  echo 'There is a folder .venv that was not set up to its end, or by something else.' >&2; \
	  echo 'Move it away, or run: make clean, which deletes it. Then: make $(or $(MAKECMDGOALS),lab)' >&2; \
	  exit 1; }
	@$(VENV) || { \
	  rm -rf .venv; \
	  echo 'No environment could be made with $(PYTHON). On Debian and Ubuntu, install python3-venv.' >&2; \
	  exit 1; }
	@pwd -P > $@

# Offline after a pull: what was installed before still opens.
.venv/.workbook: .venv/.made pyproject.toml locks/workbook.txt | sound
	@echo 'Installing the workbook: up to a minute or two, this once.'
	@if $(LOCKED)/workbook.txt && $(OURS); then touch $@; elif test -e $@; then \
	  echo 'What is new could not be installed: is this computer offline? The workbook opens with' >&2; \
	  echo 'what was installed before, and tries again the next time.' >&2; \
	else \
	  echo 'The workbook could not be installed: the lines above say why. Without a connection' >&2; \
	  echo 'nothing can be fetched; run the same command again once there is one.' >&2; \
	  exit 1; fi

.venv/.app: .venv/.workbook locks/app.txt
	@echo 'Installing what serves the notebooks as pages.'
	@if $(LOCKED)/app.txt && $(OURS); then touch $@; elif test -e $@; then \
	  echo 'What is new could not be installed: is this computer offline? The pages open with' >&2; \
	  echo 'what was installed before, and it is tried again the next time.' >&2; \
	else exit 1; fi

# One environment for tests, checks and the website, which is tested too. uv is in it: it comes first
# and brings the rest, unless this machine's index is one that only pip was told.
.venv/.tools: .venv/.workbook locks/everything.txt
	@echo 'Installing what tests, checks and the website need.'
	@sed -n '/^uv==/,/[^\\]$$/p' locks/everything.txt > .venv/uv.txt
	$(INSTALL) --require-hashes --requirement .venv/uv.txt
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --requirement locks/everything.txt \
	  || $(LOCKED)/everything.txt
	$(OURS)
	@touch $@

node_modules/.ready: .venv/.tools package.json package-lock.json
	$(NPM) ci --ignore-scripts
	@touch $@
