# Causeway. `make` lists what can be done; `make run` and `make test` need nothing installed but Python 3.11 and this file.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
FLASK := $(BIN)/flask --app wsgi
FILES := app knowledge search_index tests benchmarks migrations wsgi.py

.DEFAULT_GOAL := help
.PHONY: help install run test check bench demo services stop-services translations format

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/installed ## build .venv with everything that run and test need

.venv/installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --upgrade pip setuptools wheel
	$(BIN)/pip install --quiet --editable '.[postgres,dev]'
	@touch $@

run: install translations ## serve the site with the demo network at http://127.0.0.1:5000
	@$(FLASK) init >/dev/null
	-@$(FLASK) demo load
	@$(BIN)/honcho --no-prefix start

demo: install ## load the demo network into this installation (once) and print its accounts
	@$(FLASK) init
	@$(FLASK) demo load

test: install translations services ## run every test: SQLite, PostgreSQL, browser
	scripts/test

check: install ## format, lint, types, architecture, templates
	$(BIN)/ruff format --check $(FILES)
	$(BIN)/ruff check $(FILES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/python scripts/check_templates.py

format: install ## put code into the house's format
	$(BIN)/ruff check --fix --quiet $(FILES)
	$(BIN)/ruff format --quiet $(FILES)

bench: install translations ## measure what benchmarks/README.md promises
	scripts/bench

services: ## install and start the browser and the servers that tests need
	scripts/services start

stop-services: ## stop them again
	scripts/services stop

translations: install ## compile the message catalogues
	@$(BIN)/python scripts/translations.py compile
