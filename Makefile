# Each command first installs what the machine lacks; see scripts/setup.
SOURCES := $(wildcard Sources Tests Snippets Package.swift)

.PHONY: run test format lint docs clean setup

run: setup ## the benchmarks, in release; ARGS="--help" shows their options
	swift run -c release Benchmarks $(ARGS)

test: setup
	swift test

format: setup
	swift format --in-place --recursive $(SOURCES)

lint: setup
	swift format lint --strict --recursive $(SOURCES)

docs: setup ## into .build/docs
	scripts/docs

clean:
	swift package clean

setup:
	@scripts/setup
