# Each command first installs what the machine lacks; see scripts/setup.
SOURCES := $(wildcard Sources Tests Snippets Package.swift)

.PHONY: help run examples test test-release test-core coverage sanitizers format lint docs clean setup

help: ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*##\(.*\)/\1:\2/p' Makefile | awk -F: '{ printf "make %-13s%s\n", $$1, $$2 }'

run: setup ## the measurements, in release; ARGS="--help" shows their options
	swift run -c release Benchmarks $(ARGS)

examples: setup ## the applications, in release; ARGS="train --help" shows the options of one
	swift run -c release Examples $(ARGS)

test: setup ## the tests, in debug
	swift test

test-release: setup ## the tests, in release
	swift test -c release -Xswiftc -enable-testing

test-core: ## the tests without any system library
	scripts/test-core

coverage: setup ## the tests, and which lines they run
	scripts/coverage

sanitizers: setup ## the tests under the address, thread and undefined-behaviour sanitizers; slow
	scripts/sanitize

format: setup ## format the sources
	swift format --in-place --recursive $(SOURCES)

lint: setup ## what formatting cannot mend, and the names of test files
	swift format lint --strict --recursive $(SOURCES)
	scripts/check-names

docs: setup ## the documentation, into .build/docs
	scripts/docs
	scripts/check-docs

clean: ## remove what was built
	swift package clean

setup: ## install what the build needs and this machine lacks
	@scripts/setup
