# The commands of the README. `make report` and `make test` do everything on a fresh machine, the
# installation included.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed
TESTED := .venv/installed-for-tests
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Three processes on two cores: some of their time they wait for browsers, kernels and clusters.
PYTEST := -m pytest -p tests.unneeded -p no:anyio --numprocesses 3 --dist loadfile --no-loadscope-reorder
NBVAL := --nbval --nbval-sanitize-with tests/nbval.cfg
# What pytest makes of the tests is kept: six seconds of every process otherwise.
unexport PYTHONDONTWRITEBYTECODE
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" build/lock/bin/uv pip compile pyproject.toml \
    --quiet --universal --python-version 3.11 --generate-hashes --upgrade

.PHONY: help report test test-fast test-nightly lint types mutants check accept notebooks lab diffs bench sentences faults fuzz pictures lock newest clean

report: $(INSTALLED)  ## both editions, both languages, HTML, PDF and brief, into reports/
	$(BIN)/report render

test: $(TESTED)  ## every test but those of the night, and nbval on the notebooks
	$(BIN)/python $(PYTEST) $(NBVAL) -m "not nightly" tests notebooks/*.ipynb

test-fast: $(TESTED)  ## what can be known within a minute: no browser, no rendering, no other processes
	$(BIN)/python $(PYTEST) -p no:nbval -m "not slow"

test-nightly: $(TESTED)  ## the further cases of tests that every day runs a few cases of
	$(BIN)/python $(PYTEST) -p no:nbval -m nightly
	$(BIN)/python $(PYTEST) $(NBVAL) notebooks/en/*.ipynb

lint: $(TESTED) types  ## style, format and types of the code
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(TESTED)  ## types, strictly
	$(BIN)/mypy

mutants: $(TESTED)  ## turn meanings round, one after the other: the fast tests must notice each
	$(BIN)/python tests/mutants.py

check: $(INSTALLED)  ## does everything still say what it said?
	$(BIN)/report check

accept: $(INSTALLED)  ## take today's outputs as the reference: make accept BY=… REASON=…
	$(BIN)/report accept --by "$(BY)" --reason "$(REASON)"

notebooks: $(INSTALLED)  ## execute the notebooks and store them in both languages, as accept does
	$(BIN)/python -m industry_report.publishing.reference

lab: $(INSTALLED)  ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

diffs: $(INSTALLED)  ## let git store notebooks without traces of a run, and show what they say
	git config filter.notebook.clean "$(CURDIR)/$(BIN)/python -m industry_report.publishing.stored clean"
	git config diff.notebook.textconv "$(CURDIR)/$(BIN)/python -m industry_report.publishing.stored words"

bench: $(TESTED)  ## how long everything takes
	$(BIN)/python tests/benchmarks/bench.py

sentences: $(TESTED)  ## every case of every sentence into tests/sentences/, to be read
	$(BIN)/python tests/test_sentences.py

faults: $(TESTED)  ## plant every seeded fault and count what is caught
	$(BIN)/python tests/faults.py

fuzz: $(TESTED)  ## throw damaged files at everything that reads a user's file
	$(BIN)/python tests/fuzz.py --seconds 120

pictures: $(TESTED)  ## the pictures of the READMEs, from the rendered report and the notebooks
	$(BIN)/python tests/pictures.py

help:  ## this list
	@awk -F ':.*  ## ' '/^[a-z-]+:.*  ## / {printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(INSTALLED): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.txt
	$(PIP) --no-deps -e .
	touch $@

$(TESTED): $(INSTALLED) tests/requirements.txt
	$(PIP) --require-hashes -r tests/requirements.txt
	touch $@

lock:  ## pin anew what pyproject.toml asks for: the report's packages, and with those of the tests
	$(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet --disable-pip-version-check uv
	$(COMPILE) --extra test --no-annotate --output-file tests/requirements.txt
	$(COMPILE) --constraint tests/requirements.txt --output-file requirements.txt

newest:  ## the tests against the newest versions of every dependency, in an environment of their own
	$(PYTHON) -m venv build/newest
	build/newest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip uv
	build/newest/bin/uv pip install --quiet --python build/newest/bin/python --upgrade --editable '.[test]'
	build/newest/bin/python -m pip freeze --exclude-editable | tr _ - > build/newest/versions
	@echo "Other versions than in the lock, which is what may break a test:"
	@grep -oE '^[a-z0-9.-]+==[^ ]+' tests/requirements.txt | grep -vixFf build/newest/versions || echo "none"
	build/newest/bin/python $(PYTEST)

clean:  ## remove what tests and tools left behind
	rm -rf build .pytest_cache .ruff_cache .hypothesis
