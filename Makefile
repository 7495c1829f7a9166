.POSIX:
PYTHON = python3.11
VENV = .venv
PY = $(VENV)/bin/python

.PHONY: demo test bench lock clean

# The environment is as old as its stamp: a change of the pins makes it anew.
$(VENV)/.ready: requirements/dev.txt pyproject.toml
	@echo "== setting up $(VENV) with $(PYTHON)"
	$(PYTHON) -m venv $(VENV)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(VENV)/.ready
	$(PY) docs/examples/tour.py

test: $(VENV)/.ready
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) -m mypy mastodon_core transports/* tests/typing
	$(PY) -m pyright
	$(PY) -m coverage run -m pytest
	$(PY) -m coverage report

bench: $(VENV)/.ready
	$(PY) benchmarks/imports.py
	$(PY) benchmarks/decode.py
	$(PY) benchmarks/transports.py

lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links requirements/dev.in -o requirements/dev.txt

clean:
	rm -rf $(VENV)
