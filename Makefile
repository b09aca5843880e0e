# Everything a contributor runs. `make demo` and `make test` set up .venv on a bare machine first.
PYTHON ?= python3
BIN := .venv/bin
SAMPLE := corpora/sample/report.docx
LOCK := $(BIN)/python -m piptools compile --quiet --strip-extras --generate-hashes --allow-unsafe \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-emit-options --no-header

.PHONY: demo full serve-demo test check fix snapshots docs bench bench-accuracy bench-reading bench-scan bench-web lock clean

demo: .venv/runtime
	@$(BIN)/gouji check --fail-on never $(SAMPLE)

# All that the program can do: the review page, scanned pages, several machines.
full: .venv/full

# The review page with invented reports, on http://127.0.0.1:8321/.
serve-demo: .venv/develop
	@$(BIN)/python -m bench.serve_demo

test: .venv/develop
	$(BIN)/python -m pytest -q

check: .venv/develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix: .venv/develop
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

snapshots: .venv/develop
	GOUJI_SNAPSHOTS=write $(BIN)/python -m pytest -q -k snapshot

docs: .venv/runtime
	$(BIN)/python docs/render.py

bench: .venv/develop
	$(BIN)/python -m bench.speed

bench-accuracy: .venv/develop
	$(BIN)/python -m bench.accuracy

bench-reading: .venv/develop
	$(BIN)/python -m bench.reading_peers

bench-scan: .venv/develop
	$(BIN)/python -m bench.bench_scan

bench-web: .venv/develop
	$(BIN)/python -m bench.bench_web

# The locked versions, again, from pyproject.toml; the files name no index, so any mirror serves them.
lock: .venv/develop
	$(LOCK) --build-deps-for editable --output-file requirements.lock pyproject.toml
	$(LOCK) --build-deps-for editable --extra cluster --extra ocr --extra web \
		--output-file requirements-full.lock pyproject.toml
	$(LOCK) --build-deps-for editable --extra dev --output-file requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage

.venv/runtime: requirements.lock pyproject.toml | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

.venv/full: requirements-full.lock pyproject.toml | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-full.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ .venv/runtime

.venv/develop: requirements-dev.lock pyproject.toml | .venv/bin/pip
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@ .venv/runtime

# Debian ships Python without ensurepip; as root we can mend that, otherwise we say how.
.venv/bin/pip:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'gouji needs Python 3.11 or later; try: make PYTHON=python3.12 …' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || \
		{ [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq python3-venv; } || \
		{ echo 'Python cannot make environments; run: sudo apt-get install python3-venv' >&2; exit 1; }
	$(PYTHON) -m venv .venv
