# On a machine with Python (3.11 or newer) and make, both do all set-up themselves:
#   make demo    the main job on synthetic people, in under a minute
#   make test    everything that must hold before a change goes in

SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
NEWEST := 3 3.14 3.13 3.12 3.11
FIND := for v in $(NEWEST); do python$$v -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo python$$v && break; done
PYTHON ?= $(shell $(FIND))

.PHONY: help setup compiled demo test thorough fuzz lint format clean

help:
	@echo 'make demo     set up, then the main job on synthetic people'
	@echo 'make test     set up, then all checks and tests'
	@echo 'make setup    only set up: $(VENV) with everything at the pinned versions'
	@echo 'make thorough more variants of the tests that have many'
	@echo 'make fuzz     20,000 damaged files through the readers; hours'
	@echo 'make lint     ruff and mypy'
	@echo 'make format   let ruff put the code in shape'
	@echo 'make clean    remove $(VENV) and caches'

setup: $(READY)

# Made once; again only when a pin or the project file changes.
$(READY): requirements.lock pyproject.toml
	@test -n '$(PYTHON)' || { \
	  echo 'Lekwijzer needs Python 3.11 or newer; found: '"$$(python3 --version 2>&1 || echo none)"; \
	  echo 'Install one, or name it: make PYTHON=/path/to/python3.12'; exit 1; } >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Lekwijzer needs Python 3.11 or newer; $(PYTHON) is: '"$$($(PYTHON) --version 2>&1)"; exit 1; } >&2
	@test -x $(BIN)/pip || $(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo 'This Python cannot make a virtual environment. On Debian and Ubuntu:'; \
	  echo '  apt-get install python3-venv'; exit 1; } >&2
	@test -x $(BIN)/pip || { rm -rf $(VENV); echo 'Making $(VENV) with $(PYTHON) ...'; $(PYTHON) -m venv $(VENV); }
	@echo 'Installing the pinned packages (once, about a minute) ...'
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

# Each process that reads files loads most of the package; some settings keep Python from remembering what it compiled.
compiled: $(READY)
	@$(BIN)/python -m compileall -q lekwijzer

demo: compiled
	@$(BIN)/lekwijzer demo

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# One more than there are cores, as now and then a test waits.
PARALLEL = -n $$($(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)') --dist worksteal

test: lint compiled
	$(BIN)/pytest -q $(PARALLEL)

thorough: compiled
	$(BIN)/pytest -q $(PARALLEL) -m thorough

# FUZZ_FILES=1000 FUZZ_SEED=2 make fuzz
fuzz: $(READY)
	$(BIN)/pytest -q -m slow tests/fuzz

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis
