# Every target first makes the virtual environment in .venv when it is missing or older than
# pyproject.toml or constraints.txt; none needs another one to have run before.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
# SYSTEM=1 lets .venv see the packages of $(PYTHON), so that its PyTorch is kept.
SYSTEM ?=
# Where demo and gallery write.
OUT ?= out
GALLERY ?= gallery
# What bench is told, such as BENCH="--only a,b --rounds 5" or BENCH=--quick.
BENCH ?=

BIN := .venv/bin
ENVIRONMENT := .venv/.current
WHEEL := .venv/.wheel-checked
KERNELS := .venv/.kernels
PEERS := .venv/.peers
PACKAGED := pyproject.toml constraints.txt README.md LICENSE $(shell find src -type f -not -name '*.pyc' | sort)
CODE := src tests tools benchmarks
WORKERS ?= 2
export OMP_NUM_THREADS := 1

.PHONY: help
help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: demo
demo: $(KERNELS) ## every lesson, then a real table: scores, pictures, a kept model (a few minutes)
	@bash tools/demo.sh $(BIN)/separatrix $(OUT)

.PHONY: test
test: lint types $(WHEEL) $(KERNELS) ## every check: format, lint, layers, types, wheel, tests, doctests, README
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.PHONY: test-slow
test-slow: $(KERNELS) ## the tests that take minutes
	@$(BIN)/python -m pytest -m slow

.PHONY: lint
lint: $(ENVIRONMENT) ## format, lint and layers alone
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check --quiet $(CODE)
	@$(BIN)/lint-imports --no-logo

.PHONY: types
types: $(ENVIRONMENT) ## types alone
	@$(BIN)/mypy

.PHONY: coverage
coverage: $(ENVIRONMENT) ## the tests once more, with the lines that none of them reaches
	@$(BIN)/coverage run -m pytest -q
	@$(BIN)/coverage report

.PHONY: gallery
gallery: $(KERNELS) ## every kind of picture and screen, in one folder to be looked at
	@$(BIN)/python tools/gallery.py $(GALLERY)

.PHONY: costs
costs: $(ENVIRONMENT) ## what each dependency costs to install and to import, and how fast --help is
	@$(BIN)/python tools/costs.py

.PHONY: bench
bench: $(PEERS) $(KERNELS) ## our speed beside every peer: table, results.json, RESULTS.md (13 minutes on two cores)
	@$(BIN)/python -m benchmarks $(BENCH)

.PHONY: surface
surface: $(ENVIRONMENT) ## write down anew what users rely on: tests/surface, docs/reference.md, docs/conditions.md
	@$(BIN)/python tools/reference.py
	@$(BIN)/python tools/conditions.py
	@SEPARATRIX_WRITE_SURFACE=1 $(BIN)/python -m pytest -q tests/test_surface.py

.PHONY: format
format: $(ENVIRONMENT) ## format the code and mend what lint can mend
	@$(BIN)/ruff format --quiet $(CODE)
	@$(BIN)/ruff check --quiet --fix $(CODE)

.PHONY: clean
clean: ## remove the environment, caches and everything that these commands wrote
	@rm -rf .venv build dist $(OUT) $(GALLERY) .coverage .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache
	@find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

$(ENVIRONMENT): pyproject.toml constraints.txt
	@$(PYTHON) tools/environment.py .venv $(if $(SYSTEM),--system)

$(PEERS): $(ENVIRONMENT)
	@$(PYTHON) tools/environment.py .venv --peers $(if $(SYSTEM),--system)

$(WHEEL): $(ENVIRONMENT) $(PACKAGED)
	@$(BIN)/python tools/wheel.py
	@touch $@

$(KERNELS): $(ENVIRONMENT) $(wildcard src/separatrix/training/compiled/*.py)
	@$(BIN)/python tools/kernels.py
	@touch $@
