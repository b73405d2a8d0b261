# The commands of the README. `make report` and `make test` do everything on a fresh machine, the installation included.

PYTHON ?= python3
BIN := .venv/bin
INSTALLED := .venv/installed

.PHONY: report test test-fast mutants check accept lab diffs bench faults lock newest clean

report: $(INSTALLED)  ## both languages, HTML and PDF, into reports/
	$(BIN)/report render

test: $(INSTALLED)  ## every test, and nbval on the notebooks
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile
	$(BIN)/python -m pytest -p no:cacheprovider --nbval --nbval-sanitize-with tests/nbval.cfg notebooks

test-fast: $(INSTALLED)  ## what can be known within a minute: no browser, no rendering, no other processes
	$(BIN)/python -m pytest --numprocesses 2 --dist loadfile -m "not slow"

mutants: $(INSTALLED)  ## turn meanings round, one after the other: the fast tests must notice each
	$(BIN)/python tests/mutants.py

check: $(INSTALLED)  ## does everything still say what it said?
	$(BIN)/report check

accept: $(INSTALLED)  ## take today's outputs as the reference
	$(BIN)/report accept

lab: $(INSTALLED)  ## JupyterLab on the notebooks
	$(BIN)/jupyter lab --notebook-dir=notebooks

diffs: $(INSTALLED)  ## let git store notebooks without traces of a run, and show what they say
	git config filter.notebook.clean "$(CURDIR)/$(BIN)/python -m industry_report.publishing.stored clean"
	git config diff.notebook.textconv "$(CURDIR)/$(BIN)/python -m industry_report.publishing.stored words"

bench: $(INSTALLED)  ## how long everything takes
	$(BIN)/python tests/benchmarks/bench.py

faults: $(INSTALLED)  ## plant every seeded fault and count what is caught
	$(BIN)/python tests/faults.py

$(INSTALLED): requirements.txt pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

lock: $(INSTALLED)  ## pin every dependency of pyproject.toml anew
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv
	UV_CUSTOM_COMPILE_COMMAND="make lock" $(BIN)/uv pip compile --quiet --universal --upgrade --no-annotate \
	    --python-version 3.11 --extra test pyproject.toml --output-file requirements.txt
	echo "-e ." >> requirements.txt

newest:  ## the tests against the newest versions of every dependency, in an environment of their own
	$(PYTHON) -m venv build/newest
	build/newest/bin/python -m pip install --quiet --disable-pip-version-check --upgrade --editable '.[test]'
	build/newest/bin/python -m pip freeze --exclude-editable | tr _ - > build/newest/versions
	@echo "Other versions than in the lock, which is what may break a test:"
	@tr _ - < requirements.txt | grep -vixFf - build/newest/versions || echo "none"
	build/newest/bin/python -m pytest --numprocesses 2 --dist loadfile

clean:
	rm -rf build .pytest_cache .ruff_cache .hypothesis
