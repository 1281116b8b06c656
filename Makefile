# Two commands for people: `make run` and `make test`. A fresh machine needs Python 3.11 or newer and make.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
WORKERS ?= 2

.PHONY: setup run test lint bench golden conformance mutation check scenarios lock bundles browser pictures clean

setup: $(VENV)/.installed

$(VENV)/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "Triangulate needs Python 3.11: install it, or say which with make PYTHON=…"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.installed-dev: requirements-dev.lock $(VENV)/.installed
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@

run: setup
	$(BIN)/triangulate serve --demo

test: $(VENV)/.installed-dev browser
	@$(BIN)/coverage erase
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup --no-loadscope-reorder --cov --cov-report=term $(ARGS)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff check service connectors tests bench
	$(BIN)/ruff format --check service connectors tests bench
	$(BIN)/mypy
	$(BIN)/lint-imports

check: setup
	$(BIN)/triangulate check processes

scenarios: setup
	$(BIN)/triangulate scenarios run processes

bench: $(VENV)/.installed-dev
	$(BIN)/python -m bench $(ARGS)

# Test cases that others published: BPMN interchange models and the DMN compatibility kit. They lie outside the repository.
conformance: $(VENV)/.installed-dev
	$(BIN)/python -m tests.conformance $(CONFORMANCE) $(ARGS)

# Faults made by a machine in W1 and S1P: what random walks break, the checker refuses. Hours on two cores; goes on where it was stopped.
mutation: $(VENV)/.installed-dev
	$(BIN)/python -m tests.processes.mutation $(ARGS)

# Pictures and pages of all procedures in docs/procedures, made from the diagrams.
pictures: $(VENV)/.installed-dev browser
	$(BIN)/python -m tests.processes.handbook

# Once for every release: cases in flight that later versions must complete. See tests/golden.
golden: $(VENV)/.installed-dev
	PYTHONPATH=tests/unit/engine $(BIN)/python -m tests.golden.save

# Chromium for the browser tests: the system's, Debian's where we may install it, else the one Playwright brings.
browser: $(VENV)/.installed-dev
	@sh .ci/browser

# Dependencies are resolved for every platform at once and pinned with hashes.
lock: $(VENV)/.installed-dev
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra build -o requirements.lock pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --extra build --extra dev -c requirements.lock -o requirements-dev.lock pyproject.toml

# Rebuilds the committed JavaScript and CSS; needs Node. Users never need this.
bundles:
	cd service/toolchain/bundles && npm ci && npm run build

clean:
	rm -rf $(VENV) build dist *.egg-info
