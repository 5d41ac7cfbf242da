# make story    a virtual environment, the bundled sources, a story written from them and updated, and its pages
# make test     the tests
# make check    everything: format, lint, types, import contracts, tests, what the wheel ships
# make docs     what the documentation shows of commands, and the JSON Schema of a story
# make picture  docs/images/tree.svg and the pictures of pages, with Chromium
# make clean    removes what make made
#
# make story PYTHON=python3.12 uses another Python (3.11 or newer) for a new .venv.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.ONESHELL:
.DELETE_ON_ERROR:
.DEFAULT_GOAL := story

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
STORYTREE := $(BIN)/storytree --home .storytree

ifdef UV
make_venv = $(UV) venv --quiet --allow-existing --python "$(PYTHON)" $(VENV)
install = $(UV) pip install --quiet --python $(BIN)/python
else
make_venv = "$(PYTHON)" -m venv $(VENV)
install = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

# Tests wait for processes and servers: three of them keep two processors at work.
WORKERS ?= $(shell echo $$(( ($$(getconf _NPROCESSORS_ONLN) * 3 + 1) / 2 )))

# Tests start many commands: what Python compiled for one is there for the next.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: story test check format lint types contracts wheel docs picture clean

story: $(VENV)/.installed
	@$(STORYTREE) add examples/marrow-bridge/sources >&2
	$(STORYTREE) show marrow-bridge-collapse >/dev/null 2>&1 ||
	    $(STORYTREE) write "Marrow Bridge collapse" --as-of 2025-03-23 --length 1700 >/dev/null
	for day in 2025-04-06 2025-04-20 2025-05-04; do
	    $(STORYTREE) update marrow-bridge-collapse --as-of $$day >/dev/null
	done
	$(STORYTREE) show marrow-bridge-collapse
	echo
	$(STORYTREE) tree marrow-bridge-collapse
	echo
	$(STORYTREE) diff marrow-bridge-collapse
	$(STORYTREE) show marrow-bridge-collapse --format html --out story.html
	$(STORYTREE) diff marrow-bridge-collapse v0.1 --out diff.html
	$(STORYTREE) tree marrow-bridge-collapse --out tree.svg
	echo "The same as pages: file://$(CURDIR)/story.html, diff.html and tree.svg beside it" >&2

test: $(VENV)/.installed-dev
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: format lint types contracts test wheel

format: $(VENV)/.installed-dev
	@$(BIN)/ruff format --check .

lint: $(VENV)/.installed-dev
	@$(BIN)/ruff check .
	$(BIN)/hadolint Dockerfile

types: $(VENV)/.installed-dev
	@$(BIN)/pyright --pythonpath $(BIN)/python

contracts: $(VENV)/.installed-dev
	@$(BIN)/lint-imports

wheel: $(VENV)/.installed-dev
	@rm -f dist/storytree-*.whl
	$(BIN)/python -m build --wheel --no-isolation --outdir dist >/dev/null
	$(BIN)/python -m zipfile --list dist/storytree-*.whl

docs: $(VENV)/.installed-dev
	@$(BIN)/python -m service.render.schema docs/schema/story.schema.json
	$(BIN)/python -m service.api.schema docs/schema/openapi.json
	$(BIN)/python docs/generate.py

picture: story
	@$(STORYTREE) check examples/draft.md --out check.html || true
	shoot() {
	    profile=$$(mktemp -d)
	    chromium --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
	        --disable-component-update --disable-sync --user-data-dir="$$profile" --hide-scrollbars \
	        --window-size="$$3" --screenshot="$(CURDIR)/docs/images/$$1.png" "file://$(CURDIR)/$$2.html"
	    rm -rf "$$profile"
	}
	$(STORYTREE) show marrow-bridge-collapse@v0.1 --format html --out story-v0.1.html
	shoot story story-v0.1 840,680
	$(STORYTREE) show marrow-bridge-collapse@v0.5 >/dev/null 2>&1 ||
	    $(STORYTREE) branch marrow-bridge-collapse@v0.2 --as-of 2025-04-13 >/dev/null
	$(STORYTREE) tree marrow-bridge-collapse --out docs/images/tree.svg
	shoot check check 1000,940
	$(BIN)/python docs/screenshots.py .storytree

clean:
	rm -rf $(VENV) .storytree story.html story-v0.1.html diff.html tree.svg check.html dist build .hypothesis .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@command -v "$(PYTHON)" >/dev/null || { echo "$(PYTHON) is not there: install Python 3.11 or newer, or name one with make PYTHON=…" >&2; exit 1; }
	"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Storytree needs Python 3.11 or newer; this is " + sys.version.split()[0] + ". Name another with make PYTHON=…")'
	echo "Making $(VENV) with $$("$(PYTHON)" --version)" >&2
	$(make_venv)

# The stamps are older than pyproject.toml only when it changed: then, and only then, install again.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing Storytree into $(VENV) (once; a few minutes on a slow line)" >&2
	$(install) --editable .
	touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/python
	@echo "Installing Storytree and its development tools into $(VENV)" >&2
	$(install) --editable '.[dev]'
	touch $@ $(VENV)/.installed
