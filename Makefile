.POSIX:
# A command or a path; empty takes python3, or another Python from 3.11 on.
PYTHON =
VENV = .venv
PY = $(VENV)/bin/python
MAKE_VENV = python=$$(sh scripts/find_python.sh "$(PYTHON)") && "$$python" scripts/make_venv.py

.PHONY: demo test docs bench lock clean venv demo-venv

demo: demo-venv
	@PYTHONPATH=.:transports .venv-demo/bin/python docs/examples/tour.py

test: venv
	$(PY) -m ruff format --check .
	$(PY) -m ruff check .
	$(VENV)/bin/lint-imports --no-cache --no-logo
	$(PY) scripts/draw_imports.py
	$(PY) tests/write_typed_calls.py
	$(PY) -m mypy mastodon_core transports/* tests/typing scripts docs
	$(PY) -m pyright
	$(PY) scripts/check_types.py
	$(PY) scripts/check_wheel.py
	$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	$(PY) scripts/check_site.py
	$(PY) scripts/check_pythons.py
	$(PY) -m coverage report

docs: venv
	$(PY) -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "open docs/_build/html/index.html"

bench: venv
	$(PY) benchmarks/imports.py
	$(PY) benchmarks/encode.py
	$(PY) benchmarks/requests_built.py
	$(PY) benchmarks/decode.py
	$(PY) benchmarks/streaming.py
	$(PY) benchmarks/http.py
	$(PY) benchmarks/strategies.py

# Each environment is kept until its Python or its pins change.
venv:
	@$(MAKE_VENV) $(VENV) requirements/dev.txt --editable

demo-venv:
	@$(MAKE_VENV) .venv-demo requirements/demo.txt

# Needs uv, a tool of its own: pip install uv
LOCK = uv pip compile --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --quiet

lock:
	$(LOCK) requirements/dev.in -o requirements/dev.txt
	$(LOCK) --extra requests --extra trio --constraint requirements/dev.txt \
	  pyproject.toml -o requirements/demo.txt

clean:
	rm -rf docs/_build docs/reference .venv* .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
