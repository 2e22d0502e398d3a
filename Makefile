# All commands; `make help` lists them.

PYTHON ?= python3
GROUND = @$(PYTHON) -B scripts/ground
ARGS ?=
export PORT

.DEFAULT_GOAL := help
.PHONY: help setup run stop reset test lint format screenshots benchmark

help:  ## this list
	@sed -n 's/^\([a-z]*\): *## /  make \1	/p' Makefile | expand -t 20

run:  ## serve the demo database (PORT=8069), making it first if need be
	$(GROUND) run

stop:  ## stop what `make run` started
	$(GROUND) stop

reset:  ## stop it and forget the demo database
	$(GROUND) reset

test:  ## run all tests in two processes; ARGS="-k clock" goes to pytest, in one
	$(GROUND) test $(ARGS)

lint:  ## run all checks; ARGS="ruff xml" only some
	$(GROUND) lint $(ARGS)

format:  ## put code and XML into shape
	$(GROUND) format

screenshots:  ## take the guide's pictures anew
	$(GROUND) screenshots

benchmark:  ## measure speed, into docs/benchmarks (an hour and a half); ARGS="ledger" only that
	$(GROUND) benchmark $(ARGS)

setup:  ## only fetch what the other commands need
	$(GROUND) setup
