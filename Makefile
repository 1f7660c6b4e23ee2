# make demo    set up, build, draw an orchard, run the chain on it
# make test    set up, build, pass every test
# make help    the other words
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
JOBS ?= $(shell nproc)
BIN := .venv/bin
export PYTHON
export CMAKE_BUILD_PARALLEL_LEVEL := $(JOBS)
export PATH := $(CURDIR)/$(BIN):$(PATH)

# One build tree serves the wheel and the C++ tests.
PIP_BUILD = $(BIN)/python -m pip install -q --disable-pip-version-check --no-build-isolation --no-deps --force-reinstall \
            --config-settings=build-dir=build/release \
            --config-settings=cmake.define.VERGER_DEVELOPER_MODE=$(1) .

.PHONY: help
help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.PHONY: build
build:  ## the command .venv/bin/verger and the Python package, into .venv
	@dev/setup.sh build
	@echo "== build"
	@$(call PIP_BUILD,OFF)

.PHONY: demo
demo: build  ## draw an orchard, run the chain on it, say where the report is
	@dev/demo.sh

.PHONY: build-test
build-test:
	@dev/setup.sh test
	@echo "== build"
	@$(call PIP_BUILD,ON)

.PHONY: test
test: build-test  ## every test: C++, sanitizers, fuzzers, Python, command line, page
	@dev/test.sh

.PHONY: test-quick
test-quick: build-test  ## C++ and Python tests, without sanitizers, fuzzers and what is marked slow
	@dev/test.sh quick

.PHONY: bench
bench:  ## the C++ benchmarks of bench/
	@dev/setup.sh test
	@cmake --preset bench && cmake --build --preset bench

.PHONY: lint
lint:  ## formatter and linters; changes nothing
	@dev/setup.sh test
	@dev/lint.sh

.PHONY: format
format:  ## format C++ and Python
	@dev/setup.sh test
	@git ls-files '*.cc' '*.h' | xargs $(BIN)/clang-format -i
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix .

.PHONY: clean
clean:  ## remove build/ and .venv
	rm -rf build .venv web/dist web/node_modules
