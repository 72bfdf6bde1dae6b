# Bluebook events. `make` alone lists what it can do; `make extract` and `make test` also set everything up.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
READY  := $(VENV)/.ready
TESTS  := $(VENV)/.ready-test
CHECKS := $(VENV)/.ready-check

LOCK   := --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-annotate \
	--quiet --upgrade

.DEFAULT_GOAL := help
.PHONY: help setup extract add review serve diff verify test check faults fuzz soak audit docs score calibrate lock bench clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11 to 3.13 is needed, this is " + sys.version.split()[0] + "; try: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) install --quiet --require-hashes -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(TESTS): $(READY) requirements-test.lock
	$(PIP) install --quiet --require-hashes -r requirements-test.lock
	@touch $@

$(CHECKS): $(TESTS) requirements-check.lock
	$(PIP) install --quiet --require-hashes -r requirements-check.lock
	@touch $@

setup: $(READY) ## create .venv and install everything, pinned by hash

extract: $(READY) ## read every chapter of corpus/ and write the tables to outputs/
	$(BIN)/bluebook extract

add: $(READY) ## add a chapter: make add FILE=chapter.txt EDITION=2011
	@test -n "$(FILE)" || { echo "usage: make add FILE=chapter.txt EDITION=2011" >&2; exit 2; }
	$(BIN)/bluebook add "$(FILE)" $(if $(EDITION),--edition $(EDITION))

review: $(READY) ## write outputs/review.html: every row beside its evidence
	$(BIN)/bluebook review

serve: $(TESTS) ## browse the tables with Datasette on this machine
	$(BIN)/bluebook export --format sqlite --serve

diff: $(READY) ## what changed: make diff OLD=runs/may NEW=outputs (folders or git revisions)
	@test -n "$(OLD)" || { echo "usage: make diff OLD=folder-or-revision [NEW=outputs]" >&2; exit 2; }
	$(BIN)/bluebook diff "$(OLD)" "$(or $(NEW),outputs)"

verify: $(READY) ## check the tables of outputs/ again from their files alone
	$(BIN)/bluebook verify

test: $(TESTS) ## run the tests
	$(BIN)/python -m pytest

check: $(CHECKS) ## style, types, import rules, linear patterns, docs in sync, tables against their contract
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.lint_patterns
	$(BIN)/python docs/make_docs.py --check
	scratch=$$(mktemp -d) && $(BIN)/bluebook extract --quiet --outputs $$scratch/outputs \
		&& $(BIN)/bluebook verify $$scratch/outputs \
		&& $(BIN)/frictionless validate $$scratch/outputs/datapackage.json; \
		status=$$?; rm -rf $$scratch; exit $$status

faults: $(TESTS) ## kill, starve and attack every command, and write docs/RELIABILITY.md
	$(BIN)/python docs/make_reliability.py tests/faults tests/unit/test_patterns.py

fuzz: $(TESTS) ## random bytes at each entry: make fuzz NUMBER=100000
	BLUEBOOK_FUZZ=$(or $(NUMBER),100000) $(BIN)/python docs/make_reliability.py tests/fuzz

soak: $(TESTS) ## run after run over a changing corpus: make soak SECONDS=3600
	BLUEBOOK_SOAK=$(or $(SECONDS),3600) $(BIN)/python docs/make_reliability.py tests/soak

audit: ## ask the advisory databases about every pinned package (needs a network, and pip-audit)
	for lock in requirements*.lock; do pip-audit --require-hashes --disable-pip -r $$lock || exit 1; done

docs: $(READY) ## write the generated parts of docs/ and README.md again
	$(BIN)/python docs/make_docs.py

score: $(READY) ## measure the pipeline against tests/gold and write docs/ACCURACY.md
	$(BIN)/python docs/make_accuracy.py

calibrate: $(READY) ## weigh anew what makes a row trustworthy, after a change of the event rules
	$(BIN)/python docs/make_confidence.py

bench: $(READY) ## measure a whole run against the bare model and write docs/PERFORMANCE.md (an hour)
	$(BIN)/python benchmarks/run.py --write

lock: ## pin the newest allowed packages with their hashes (needs uv)
	uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	uv pip compile $(LOCK) pyproject.toml --all-extras --group test -c requirements.lock -o requirements-test.lock
	uv pip compile $(LOCK) --group check -c requirements-test.lock -o requirements-check.lock

clean: ## remove the tables and the virtual environment
	rm -rf $(VENV)
	find outputs -mindepth 1 ! -name .gitkeep -delete
