# Everything sets itself up: a virtual environment in .venv, and what requirements.lock pins.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: run ratings serve test lint lock clean

run: ratings serve  ## install, recompute from events/, print the ratings, serve the site

ratings: $(READY)  ## the same without serving
	@$(BIN)/mdime recompute
	@$(BIN)/mdime ratings

serve: $(READY)
	@$(BIN)/mdime serve

test: lint  ## lint, types, tests and docs checks
	$(BIN)/pytest

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --editable .
	@touch $(READY)

lock:  ## pin what pyproject.toml asks for, as of today
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[dev]'
	$(BIN)/pip freeze --exclude-editable --all --exclude pip > requirements.lock
	@touch $(READY)

clean:
	rm -rf .venv mdime.db* .mypy_cache .pytest_cache .ruff_cache
