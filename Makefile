# Everything sets itself up: a virtual environment in .venv, and what requirements.lock pins.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run ratings serve test faults browser pictures bench sameness compiled lint docs lock clean

run: ratings serve  ## install, recompute from events/, print the ratings, serve the site

ratings: $(READY)  ## the same without serving
	@$(BIN)/mdime recompute
	@$(BIN)/mdime ratings

serve: $(READY)
	@$(BIN)/mdime serve

test: lint compiled  ## lint, types, documentation and tests, on all cores
	$(BIN)/python -m pytest -n logical --dist loadfile

faults: $(READY) compiled  ## the log and the database under faults, kills, tampering, merges and hostile input: all of it, not a sample
	$(BIN)/python -m pytest tests/faults --long

browser: $(READY) compiled  ## every page in a real browser, at three widths, light and dark; needs Debian's chromium
	$(BIN)/python -m pytest tests/browser --long

pictures: $(READY)  ## the pictures of the README
	@$(BIN)/python tests/browser/pictures.py docs/pictures

bench: $(READY) compiled  ## what things cost, as ratios to a floor or a peer in the same run (peers: pip install -e '.[bench]')
	@$(BIN)/python tests/bench

sameness: $(READY)  ## how many of the pairs that are one event are found, and what is missed
	@$(BIN)/python tests/sameness

compiled: $(READY)  # once, for the hundreds of commands that tests start: some environments keep nothing that Python compiled
	@$(BIN)/python -m compileall -q mdime_events

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/cog --check README.md docs/rules.md docs/importers.md docs/backtest.md

docs: $(READY)  ## write the generated parts of the README and of the pages in docs/
	$(BIN)/cog -r README.md docs/rules.md docs/importers.md docs/backtest.md

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up .venv (once) ..."
	@$(PYTHON) -m venv --clear .venv
	@$(PIP) install -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $(READY)

lock:  ## pin what pyproject.toml asks for, as of today
	$(PYTHON) -m venv --clear .venv
	$(PIP) install --editable '.[dev]'
	$(BIN)/python -m pip freeze --exclude-editable --all --exclude pip > requirements.lock
	@touch $(READY)

clean:
	rm -rf .venv mdime.db* .mypy_cache .pytest_cache .ruff_cache
