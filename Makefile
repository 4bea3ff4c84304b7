# Verbatim. `make ask Q="…"` and `make test` set themselves up; `make help` lists everything.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

# The first Python of at least 3.11 on the path; PYTHON=… chooses another.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PIP_INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes

.PHONY: help
help:  ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## /\1\t/' | expand -t 12

.PHONY: ask
ask: .venv/runtime  ## Answer one question: make ask Q="what did Xi pledge?"
	@$(BIN)/python -m bot ask -- "$$Q" || [ $$? = 1 ]  # 1: nothing answers it, which is no failure of make
# As typed, through the environment: neither make nor the shell reads anything into a question's $ and `.
ask: override export Q := $(value Q)

.PHONY: console
console: .venv/runtime  ## Ask in the terminal
	@$(BIN)/python -m bot console

# What to test, on one core: T=tests/bot/test_commands.py. Everything is tested on all cores, by one process more than
# there are cores, since many tests wait for a server.
WORKERS = $(shell $(BIN)/python -c 'import os; print((os.cpu_count() or 1) + 1)')
# Modules stay compiled for the next run and for the programs that tests start, whatever the environment says.
PYTEST = PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest $(if $(T),$(T),-n $(WORKERS) --dist worksteal)

# Tests wait for a disk a thousand times; in memory, where two gigabytes are free, none does. A crash of the machine is
# none of what they try. The slow tests stay on the disk.
MEMORY = $(shell [ -w /dev/shm ] && df -Pk /dev/shm | awk 'NR == 2 && $$4 > 2097152 { print "/dev/shm" }')

.PHONY: test
test: export PYTEST_DEBUG_TEMPROOT = $(MEMORY)
test: .venv/develop  ## Run the tests, but for the slow ones; a part of them: make test T=tests/bot/test_commands.py
	$(PYTEST) -m "not slow"

.PHONY: test-slow
test-slow: .venv/develop  ## Run the slow tests, and try each property on many more examples
	$(PYTEST) -m "slow or hypothesis" --hypothesis-profile many

.PHONY: check
check: .venv/develop  ## Lint, format, types, layers, spelling
	$(BIN)/python -m ruff check
	$(BIN)/python -m ruff format --check
	$(BIN)/python -m mypy
	$(BIN)/python -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	$(BIN)/python -m codespell_lib

.PHONY: format
format: .venv/develop  ## Format the code and mend what ruff can
	$(BIN)/python -m ruff check --fix
	$(BIN)/python -m ruff format

.PHONY: golden
golden: .venv/develop  ## Rewrite the golden replies; read the difference before committing it
	$(BIN)/python -m pytest tests/golden --rewrite-golden

# The language whose .po file is to be made or brought up to date: L=de. Without it, config/answers/texts.pot.
.PHONY: texts
texts: .venv/develop  ## Collect the texts of the bot for translators; make texts L=de brings config/answers/de.po up to date
	$(BIN)/python -m bot.texts.extraction config/answers $(L)

.PHONY: words
words: .venv/develop  ## Say which lists of words the languages lack; make words L=de tells it of one
	$(BIN)/python -m config.word_lists $(L)

.PHONY: bench
bench: .venv/develop  ## Measure, into benchmarks/results/
	$(BIN)/python -m benchmarks.retrieval.golden
	$(BIN)/python -m benchmarks.retrieval.growth
	$(BIN)/python -m benchmarks.bot.latency
	$(BIN)/python -m benchmarks.retrieval.opening $(if $(BEFORE),--before "$(BEFORE)")

.PHONY: bench-quality
bench-quality: .venv/develop  ## Measure the ranking on the labelled sets beside the project; takes a quarter of an hour
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.retrieval.quality
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.retrieval.ranking
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.retrieval.ablation

# The interpreter that has the peers (aiogram and tornado; bm25s and numba) beside the locked packages: PEERS=…
PEERS ?= $(BIN)/python

.PHONY: bench-telegram
bench-telegram: .venv/develop  ## Measure the Telegram service beside its peers: crashes, speed, faults; takes an hour and a half
	$(BIN)/python -m benchmarks.bot.telegram --peer-python "$(PEERS)"

# Where the made-up corpora are kept from run to run, 2.5 GB; CORPORA= for a temporary folder.
CORPORA ?= var/scale

.PHONY: bench-scale
bench-scale: .venv/develop  ## Measure answers over 10 thousand to 10 million sentences, and other engines; takes an hour
	$(BIN)/python -m benchmarks.retrieval.scale --peer-python "$(PEERS)" $(if $(CORPORA),--folder "$(CORPORA)")

# Where the labelled sets lie; their README tells what is in them.
TRAIN ?= ../shared/data/qa/train

.PHONY: train
train: .venv/develop  ## Make config/lexicon.tsv and config/ranking.json anew, bit for bit, from the sets in TRAIN=…
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m retrieval.training lexicon --data "$(TRAIN)" --config config
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m retrieval.training ranking --data "$(TRAIN)" --config config

.PHONY: pictures
pictures: .venv/develop  ## Record the pictures of the README and docs/ from the real program
	$(BIN)/python -m docs.record

.PHONY: lock
lock: .venv/develop  ## Resolve the dependencies anew, within pyproject.toml's ranges (needs uv)
	uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
		--no-header --output-file requirements.lock
	uv pip compile pyproject.toml --group build --group dev --universal --python-version 3.11 --generate-hashes \
		--no-header --constraint requirements.lock --output-file requirements-dev.lock

.PHONY: clean
clean:  ## Remove what the targets made (not var/, which the program keeps)
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

.venv/python:
	@test -n "$(PYTHON)" || { echo "make: no Python 3.11 or newer found; name one: make PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Setting up .venv, once …" >&2
	@"$(PYTHON)" -m venv --clear .venv || { echo "make: $(PYTHON) could not make .venv; on Debian: apt install python3-venv" >&2; exit 1; }
	@touch $@

.venv/runtime: .venv/python requirements.lock pyproject.toml
	@echo "Installing from requirements.lock …" >&2
	@$(PIP_INSTALL) -r requirements.lock
	@$(BIN)/python -m pip --disable-pip-version-check install --quiet --no-build-isolation --no-deps --no-index --editable .
	@touch $@

.venv/develop: .venv/runtime requirements-dev.lock
	@echo "Installing from requirements-dev.lock …" >&2
	@$(PIP_INSTALL) -r requirements-dev.lock
	@touch $@
