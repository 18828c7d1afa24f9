# Every target does its own set-up and needs no activated environment. `make help` lists them.

PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
READY := .venv/.ready
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check docs bench simulate faults format lock clean

help: ## List the targets
	@echo "make TARGET, each with its own set-up (PYTHON=/path/to/python chooses another Python):"
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(READY) ## The whole job against a sandbox, no account needed (ARGS="--catalog FILE --seed N")
	@echo "==> Running the demo: tiktok-bc-sync demo $(ARGS)"
	@$(BIN)/tiktok-bc-sync demo $(ARGS)

test: $(READY) ## All tests, with the examples of the README, docs and docstrings (ARGS="-k words")
	@echo "==> Running the tests on two processes"
	@$(BIN)/python -m pytest -n 2 $(ARGS)

check: $(READY) ## Style, format, types (mypy, pyright), import contracts, docs and the wheel
	@echo "==> ruff: style"
	@$(BIN)/ruff check .
	@echo "==> ruff: format"
	@$(BIN)/ruff format --check .
	@echo "==> mypy --strict"
	@$(BIN)/mypy
	@echo "==> pyright"
	@PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright
	@echo "==> import-linter: which room knows which"
	@$(BIN)/lint-imports --no-logo --no-cache
	@echo "==> mkdocs: links and references"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir build/site
	@echo "==> the wheel"
	@$(BIN)/python .ci/check_wheel.py

docs: $(READY) ## Build the documentation into site/
	@echo "==> Building the documentation"
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet --site-dir site
	@echo "Open site/index.html, or run $(BIN)/mkdocs serve"

bench: $(READY) ## Measure, as ratios to a yardstick on this machine (ARGS="imports driving")
	@echo "==> Measuring; other work on this machine disturbs it"
	@$(BIN)/python -m benchmarks $(ARGS)

simulate: $(READY) ## Many simulated lives with every fault and three workers (ARGS="--minutes N --first SEED")
	@echo "==> Simulating: every await is a place where the process can die"
	@$(BIN)/python -m tests.simulation $(ARGS)

faults: $(READY) ## Real faults: fifty kills in mid-work, a server that crashes, a full disk (ARGS="-k words")
	@echo "==> Killing, crashing and filling up; the work goes on as if nothing had been"
	@FAULT_KILLS=50 $(BIN)/python -m pytest -n 2 tests/faults $(ARGS)

format: $(READY) ## Mend what ruff can mend by itself
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(READY) ## Renew requirements-dev.lock with the newest versions that fit pyproject.toml
	@echo "==> Locking the development environment"
	@$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --extra dev \
		--no-annotate --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
		pyproject.toml --output-file requirements-dev.lock
	@echo "requirements-dev.lock: $$(grep -c == requirements-dev.lock) packages"

clean: ## Remove the environment and everything built
	rm -rf .venv build dist site .mypy_cache .ruff_cache .pytest_cache .hypothesis

$(READY): pyproject.toml requirements-dev.lock
	@echo "==> Setting up .venv with everything this project needs (the first time takes a minute)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed; '$(PYTHON)' is $$($(PYTHON) --version 2>&1 || echo missing)."; \
		echo "Name another one: make PYTHON=/path/to/python3.11"; exit 1; }
ifneq ($(UV),)
	@$(BIN)/python -c '' 2>/dev/null || $(UV) venv --quiet --clear --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(BIN)/python -c requirements-dev.lock -e '.[dev]'
else
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv || { \
		echo "'$(PYTHON)' cannot make environments; on Debian: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check \
		-c requirements-dev.lock -e '.[dev]'
endif
	@touch $(READY)
