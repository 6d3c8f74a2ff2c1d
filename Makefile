# Everything a person does here, by name. `make help` lists it. Needs only Python 3.11 and a package index.
SHELL := /bin/sh
PYTHON ?= python3
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
UV := .bootstrap/bin/uv
endif
RUN := $(UV) run --frozen --no-sync
JOBS ?= 2
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help demo test postgres check fmt bench robustness slow engines browser images

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1\t/' | expand -t 12

# uv is taken from the machine; where it is missing it comes from the package index into .bootstrap.
.bootstrap/bin/uv:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv .bootstrap
	.bootstrap/bin/pip install --quiet --disable-pip-version-check "uv>=0.8,<1"

.venv/.ready: $(filter .bootstrap/bin/uv,$(UV)) uv.lock pyproject.toml packages/*/pyproject.toml
	$(UV) sync --frozen --quiet
	@touch $@

demo: .venv/.ready ## the demo company on http://localhost:8000, the sign-in shown in the terminal
	$(RUN) zabota demo --port $(PORT)

test: .venv/.ready ## the default suite on SQLite
	$(RUN) pytest -q -n $(JOBS) --dist worksteal

postgres: .venv/.ready ## the product's tests on PostgreSQL (brought by a wheel; no server is needed)
	ZABOTA_TEST_DB=postgres $(RUN) pytest -q -n $(JOBS) --dist worksteal src/zabota tests

check: .venv/.ready ## linters, types, borders between the parts, translations, the schema of the API
	$(RUN) ruff check
	$(RUN) ruff format --check
	$(RUN) mypy src packages/regulars/src packages/zabota_client/src tools
	$(RUN) lint-imports
	$(RUN) python tools/messages.py --check
	$(RUN) python tools/openapi.py --check
	$(RUN) python tools/client.py --check
	$(RUN) python tools/reference.py --check

fmt: .venv/.ready ## put the code in form
	$(RUN) ruff check --fix-only --quiet
	$(RUN) ruff format

slow: .venv/.ready ## the tests that take minutes: crashes by the dozen, large files, many random examples
	$(RUN) pytest -q -m slow
	$(RUN) pytest -q -n $(JOBS) -m hypothesis --hypothesis-profile=thorough

engines: .venv/.ready ## one summary from DuckDB, Polars, SQLite, PostgreSQL, ClickHouse and Spark (needs Java 17)
	$(UV) sync --frozen --quiet --group engines
	$(RUN) pytest -q -m "" packages/regulars/tests/engines

browser: .venv/.ready ## the stories in a real browser (needs Chromium)
	$(RUN) pytest -q -n $(JOBS) --dist worksteal -m "browser and not slow"

bench: .venv/.ready ## the benchmarks against their peers
	$(UV) sync --frozen --quiet --group bench
	$(RUN) python -m benchmarks

robustness: .venv/.ready ## hard data for every model, peers beside it (they get environments of their own in .peers)
	$(RUN) python -m benchmarks.robustness

images: .venv/.ready ## draw the pictures of docs/images anew (needs Chromium)
	$(RUN) python -m tools.images
