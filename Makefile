# Everything that one does with this project; README.md explains, docs/operating.md has the rest.

PORT ?= 8000
# One more than processors: half of a browser's test is waiting. Those of PostgreSQL run beside them.
WORKERS ?= 3
POSTGRES_WORKERS ?= 1
VENV := .venv
PY := $(VENV)/bin/python

# One virtual environment, with a stamp for what was installed into it. The stamp carries a sum of the
# requirements, so that a changed file installs anew and an unchanged one costs nothing.
RUNTIME := $(VENV)/.runtime-$(shell cat requirements.txt | cksum | tr ' ' '-')
DEV := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' '-')
# Nothing goes in whose digest is not in the file (tools/pins.py).
PIP := $(PY) -m pip install --quiet --quiet --disable-pip-version-check --no-input --require-hashes

# Tests and checks choose their own environment, so the variables of the surrounding shell do not matter. Where it
# forbids to keep compiled code, every process would compile all tests anew: half a minute of each run.
CLEAN := env -u PYTHONDONTWRITEBYTECODE -u DATABASE_URL -u DEBUG -u SECRET_KEY -u HISTORY_KEY -u HISTORY_KEYS_BEFORE -u ALLOWED_HOSTS -u CSRF_TRUSTED_ORIGINS -u EMAIL_URL \
	-u DEFAULT_FROM_EMAIL -u IMPORT_WORKER -u LOG_FORMAT -u SECOND_FACTOR -u SECOND_FACTOR_KEY -u SECOND_FACTOR_KEYS_BEFORE -u BACKUP_KEY -u CONVERTER -u SITE_URL -u REGION_NAME -u REGION_GENITIVE -u LISTS_PHONE -u TRUSTED_PROXIES -u REMOTE_USER_HEADER -u REMOTE_USER_PROXIES -u REMOTE_USER_REALMS -u HSTS_SUBDOMAINS -u HSTS_PRELOAD
PYTEST := $(PY) -m pytest -n $(WORKERS) --dist worksteal
# What the long runs print of themselves: how many of what, and how many went wrong.
FIGURES := -rP --show-capture=stdout
ON_POSTGRES := $(CLEAN) $(PY) -W ignore tools/with_postgres.py

.PHONY: help demo quick test test-sqlite test-postgres check bench stress screens pins outdated wheelhouse newest clean

help:
	@echo "make demo    run the application with demo data on 127.0.0.1:$(PORT) (PORT= changes it)"
	@echo "make test    all tests, on SQLite and on a real PostgreSQL"
	@echo "make quick   the tests of what was changed since main, or of FILES=, up to the first failure"
	@echo "make check   style, templates, migrations, deployment check, import arrows"
	@echo "make bench   figures of speed and memory, all or of PARTS="
	@echo "make stress  the long test runs at full count"
	@echo "make screens take the pictures of README and of the help anew"
	@echo "make outdated    the pinned libraries that have a newer release"
	@echo "make pins    the digests of all pinned libraries anew, after a version was changed"
	@echo "make wheelhouse  all libraries in one archive, for a server without access to the index"
	@echo "make newest  the fast tests on the newest Django and Python that can be had here; allowed to fail"
	@echo "make clean   remove the virtual environment and everything that was generated, but no data"

demo: $(RUNTIME)
	@$(PY) tools/demo.py $(PORT)

quick: $(DEV)
	$(CLEAN) $(PYTEST) -n 2 -x $$($(PY) tools/quick.py $(FILES))

# Side by side: each leaves processors idle while it starts, waits for a browser and comes to its end. What PostgreSQL
# has to say is shown afterwards, whole. It runs to its end even where SQLite is red; red is the run where either is.
test: $(DEV)
	@said=$$(mktemp); $(MAKE) --no-print-directory test-postgres >$$said 2>&1 & other=$$!; \
	trap 'kill $$other; rm -f $$said; exit 130' INT TERM; \
	$(MAKE) --no-print-directory test-sqlite; sqlite=$$?; \
	wait $$other; postgres=$$?; cat $$said; rm -f $$said; exit $$((sqlite || postgres))

test-sqlite: $(DEV)
	$(CLEAN) $(PYTEST)

# What may answer otherwise there, and of the rest that uses the database a sample (tests/conftest.py says which).
test-postgres: $(DEV)
	$(ON_POSTGRES) $(PYTEST) -n $(POSTGRES_WORKERS) -o cache_dir=.pytest_cache/postgres

check: $(DEV)
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m djlint templates --lint --quiet
	$(CLEAN) $(PY) manage.py makemigrations --check --dry-run
	$(CLEAN) DEBUG=False ALLOWED_HOSTS=pobratim.example SECRET_KEY="$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		$(PY) manage.py check --deploy --tag security --fail-level WARNING
	$(CLEAN) $(PY) -m pytest -q tests/whole/test_project.py -k "arrows or place"

bench: $(DEV)
	$(CLEAN) $(PY) -m benchmarks $(PARTS)

# On PostgreSQL everything that uses the database, also what `make test` takes a sample of.
stress: $(DEV)
	POBRATIM_STRESS=1 $(CLEAN) $(PYTEST) -n 2 -m stress $(FIGURES)
	POBRATIM_STRESS=1 $(ON_POSTGRES) $(PYTEST) -n 2 $(FIGURES)

# Needs chromium, soffice and pdftoppm.
screens: $(DEV)
	$(CLEAN) $(PY) tools/screens.py

# In the environment as it is: a changed version has no digests yet with which it could be installed.
pins:
	$(PY) tools/pins.py

outdated: $(DEV)
	@$(PY) tools/pins.py --outdated

# For the Python and the machine on which it is made; ops/install.sh takes what lies in wheelhouse/.
wheelhouse: $(RUNTIME)
	rm -rf wheelhouse wheelhouse.tar
	$(PY) -m pip download --quiet --disable-pip-version-check --no-input --only-binary :all: --require-hashes --dest wheelhouse -r requirements.txt
	tar --sort=name --owner=0 --group=0 --mtime=2000-01-01 -cf wheelhouse.tar wheelhouse
	@ls wheelhouse | wc -l && du -h wheelhouse.tar

# Bounded, so that a slow index holds nobody up.
newest: $(DEV)
	@$(CLEAN) $(PY) tools/newest.py --seconds $(or $(LIMIT),900)

clean:
	rm -rf $(VENV) .venv-newest wheelhouse wheelhouse.tar staticfiles test-artifacts .pytest_cache .ruff_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Makes the environment when it is missing, broken or too old.
define VENV_READY
@if ! $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	chosen=""; \
	for candidate in $(PYTHON) $(if $(PYTHON),,python3 python3.14 python3.13 python3.12 python3.11 python); do \
		if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
		echo "Нужен Python 3.11 или новее. Установите его или укажите: make PYTHON=/путь/к/python3.11" >&2; exit 1; \
	fi; \
	echo "Готовлю окружение $(VENV) ($$chosen)…"; \
	$$chosen -m venv --clear $(VENV); \
fi
endef

$(RUNTIME): requirements.txt
	$(VENV_READY)
	@echo "Устанавливаю зависимости…"
	@$(PIP) -r requirements.txt
	@rm -f $(VENV)/.runtime-*
	@touch $@

$(DEV): requirements.txt requirements-dev.txt
	$(VENV_READY)
	@echo "Устанавливаю зависимости для проверок…"
	@$(PIP) -r requirements-dev.txt
	@rm -f $(VENV)/.runtime-* $(VENV)/.dev-*
	@touch $(RUNTIME) $@
