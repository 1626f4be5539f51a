PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: dataset sample test lint types contracts check lock clean
export PREFECT_SERVER_ANALYTICS_ENABLED=false
export DO_NOT_TRACK=1

$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --no-deps --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

dataset: $(VENV)/.installed ## build a release from raw/
	$(BIN)/tarikh build --raw raw --dataset dataset

sample: $(VENV)/.installed ## renew dataset/sample, the golden release of raw/ that the tests compare with
	rm -rf build/sample dataset/sample/*.csv
	$(BIN)/tarikh build --raw raw --dataset build/sample --version sample
	for table in build/sample/sample/csv/*.csv.gz; do gunzip -c $$table > dataset/sample/$$(basename $$table .gz); done

test: $(VENV)/.installed ## run all tests
	$(BIN)/python -m pytest

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.installed
	$(BIN)/mypy

contracts: $(VENV)/.installed
	$(BIN)/lint-imports

check: lint types contracts test ## everything CI checks

lock: ## renew the lock after a change of pyproject.toml (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-emit-index-url --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .cache build *.egg-info
