# Every target does its own set-up. Needs Python 3.11 or newer with pip and venv, make and git.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 4
BIN := .venv/bin
export PYTHONWARNINGS ?=
# Where this is set, every command and every process of a test would compile all libraries again.
unexport PYTHONDONTWRITEBYTECODE
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: help setup browser run test check check-static test-postgres pictures night bench format catalogue licences sbom clean

help:
	@echo "make run    set up and serve on http://$(HOST):$(PORT) with the demo programmes"
	@echo "make test   set up and run the tests on SQLite, browser journeys included"
	@echo "make check  format, lint, types, contracts, migrations, translations, tests on PostgreSQL"
	@echo "make night  the long tests    make bench  the benchmarks"
	@echo "make sbom   the parts of a release, in var/sbom.json    make licences  docs/licences.md"

.venv/.pip: requirements-pip.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed, this is " + sys.version.split()[0])'
	@test -x $(BIN)/python || (echo "Setting up .venv" && $(PYTHON) -m venv .venv)
	@$(PIP) install --require-hashes --no-compile -r requirements-pip.txt
	@touch $@

.venv/.run: .venv/.pip requirements.txt
	@echo "Installing the libraries (about half a minute, only when the lock changes)"
	@$(PIP) install --require-hashes --no-compile -r requirements.txt
	@touch $@

.venv/.dev: .venv/.run requirements-dev.txt
	@echo "Installing the libraries for tests"
	@$(PIP) install --require-hashes --no-compile -r requirements-dev.txt
	@touch $@

setup: .venv/.dev
	@$(BIN)/python -m jobtwinning.core.assets

run: .venv/.run
	@HOST=$(HOST) PORT=$(PORT) $(BIN)/python manage.py serve

browser:
	@$(PYTHON) -m jobtwinning.core.browser

# One process compiles what the tests import; on a fresh machine every worker would do all of it.
.venv/.compiled: .venv/.dev
	@$(BIN)/python -m pytest --collect-only -qq -p no:xdist >/dev/null 2>&1 || true
	@touch $@

test: setup browser .venv/.compiled
	@$(PYTEST) -m "not night"

check: setup check-static test-postgres

check-static:
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/python manage.py catalogue --check

# What asks no database, or only whether words, headers and guards are right, says the same on either: SQLite has said it.
SAME_ON_BOTH := --ignore=jobtwinning/matching/engine --ignore=tests/test_language.py --ignore=tests/test_headers.py \
	--ignore=tests/test_docs.py --ignore=tests/test_deploy.py --ignore=tests/test_supply.py --ignore=tests/test_requirements.py \
	--ignore=tests/test_benchmarks.py --ignore=tests/test_taste.py

# Nothing waits for a browser here: more workers would only collect everything once more.
test-postgres: WORKERS = 2
test-postgres:
	@TEST_DATABASE=postgres $(PYTEST) -m "not night and not browser and not one_database" $(SAME_ON_BOTH)

# The drawn pages with the drawings' own people, light and dark, wide and narrow, in screens.
pictures: setup browser
	@$(BIN)/python -m tests.drawings screens

night: setup browser
	@$(BIN)/python -m pytest -m night
	@TEST_DATABASE=postgres $(PYTEST) -m "one_database and not night"

bench: setup
	@$(BIN)/python -m benchmarks

format: setup
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

catalogue: setup
	@$(BIN)/python manage.py catalogue

licences: setup
	@$(BIN)/python -m jobtwinning.core.licences

# The parts of a release: what runs, without the tools of the tests.
sbom: setup
	@mkdir -p var
	@$(BIN)/cyclonedx-py requirements requirements.txt --pyproject pyproject.toml --mc-type application \
		--output-reproducible --of JSON -o var/sbom.json
	@echo "var/sbom.json"

clean:
	rm -rf .venv var staticfiles
