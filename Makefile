.POSIX:
PYTHON = python3.11
VENV = .venv
PY = $(VENV)/bin/python
PIP = $(PY) -m pip --disable-pip-version-check install --quiet

.PHONY: demo test docs bench lock clean

# Made anew when the pins change, and otherwise left as it is.
$(VENV)/.ready: requirements/dev.txt pyproject.toml
	@echo "== setting up $(VENV) with $(PYTHON)"
	$(PYTHON) -m venv --clear $(VENV)
	$(PIP) --require-hashes -r requirements/dev.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(VENV)/.ready
	@$(PY) docs/examples/tour.py

test: $(VENV)/.ready
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(PY) tests/write_typed_calls.py
	$(PY) -m mypy mastodon_core transports/* tests/typing scripts docs
	$(PY) -m pyright
	$(PY) scripts/check_types.py
	$(PY) scripts/check_wheel.py
	$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	$(PY) scripts/check_site.py
	$(PY) scripts/check_pythons.py
	$(PY) -m coverage run -m pytest -q
	$(PY) -m coverage report

docs: $(VENV)/.ready
	$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

bench: $(VENV)/.ready
	$(PY) benchmarks/imports.py
	$(PY) benchmarks/decode.py
	$(PY) benchmarks/transports.py

# Needs uv, a tool of its own: pip install uv
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --quiet \
	  requirements/dev.in -o requirements/dev.txt

clean:
	rm -rf docs/_build docs/reference .venv* .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
