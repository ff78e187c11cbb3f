# Every word sets up what it needs on a machine that has only Python (3.11 or newer) and make.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

.PHONY: demo test test-peers oracle sim fuzz conformance pages bench bench-kit lint lock clean

demo: $(VENV)/ready       ## The plan's queues and topics at work, with crashes, and a table that must add up
	$(BIN)/python -m examples.tripgen.demo $(if $(SEED),--seed $(SEED))

test: $(VENV)/ready       ## Fences, unit, wire, engine, client and crash tests
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest -n auto --dist loadgroup

oracle: $(VENV)/ready     ## The engine against its oracle for longer: make oracle EXAMPLES=10000, other stories every time
	EXAMPLES=$(or $(EXAMPLES),5000) $(BIN)/pytest -n auto tests/oracle/test_stories.py

test-peers: $(VENV)/ready ## Clients in other languages, by every way and in older versions; the built wheel
	tests/peers/install
	tests/peers/run

sim: $(VENV)/ready        ## The whole broker in virtual time, with the plug pulled: SEEDS=10000 FIRST=1
	$(BIN)/python -m tests.sim --seeds $(or $(SEEDS),100) --first $(or $(FIRST),1)

fuzz: $(VENV)/ready       ## A minute of inputs that nobody would write; TARGET=, INPUTS=, SEED=, KEEP=1
	$(BIN)/python -m fuzz $(TARGET) $(if $(INPUTS),--inputs $(INPUTS)) $(if $(SEED),--seed $(SEED)) $(if $(KEEP),--keep)

conformance: $(VENV)/ready ## Run the tests that docs/conformance.toml names, and write docs/conformance.md
	tests/peers/install
	$(BIN)/python -m tests.conformance --run -n auto --dist loadgroup

pages: $(VENV)/ready      ## Write what docs/ says about findings anew, as the program says it
	$(BIN)/python -m tests.docs.pages

bench: $(VENV)/ready      ## Messages per second and latency, written to docs/performance.md by hand
	$(BIN)/python -m bench

bench-kit: $(VENV)/ready  ## How long 200 tests take that have a broker each
	$(BIN)/python -m bench.kit

lint: $(VENV)/ready       ## Put the code in order
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(VENV)/ready       ## Renew the pinned dependencies
	$(BIN)/pip install --quiet pip-tools
	$(BIN)/pip-compile --quiet --upgrade $(LOCK_OPTIONS) -o requirements.lock pyproject.toml
	$(BIN)/pip-compile --quiet --upgrade $(LOCK_OPTIONS) --extra dev -o requirements-dev.lock pyproject.toml

clean:                    ## Forget environments and caches
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist

$(VENV)/ready: requirements-dev.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/pip install --quiet --no-build-isolation --no-deps --editable .
	touch $@

LOCK_OPTIONS := --generate-hashes --strip-extras --allow-unsafe --no-emit-index-url \
	--no-emit-find-links --no-emit-trusted-host --no-emit-options
