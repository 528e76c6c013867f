# The build is CMake's; this file gives its steps names. `make demo` is the place to start.
.DEFAULT_GOAL := build
.PHONY: install configure build demo test test-all bench sanitize fuzz format lint clean

FUZZ_SECONDS ?= 60
JOBS := $(shell nproc)
sources = $(shell find src fuzz tests -name '*.cc' -o -name '*.h')

install:
	@tools/install-dependencies.sh

configure: install
	@cmake --preset release --log-level=WARNING >/dev/null

build: configure  ## everything, into build/
	@cmake --build build

demo: configure  ## the program alone, then a Vision Transformer on real images through the chip: how right, how fast, at what cost
	@cmake --build build --target tron
	@build/tron run --attribute

test: build  ## all tests but the slow ones; the last lines are ctest's summary
	@ctest --test-dir build -LE slow -j $(JOBS) --output-on-failure

test-all: build
	@ctest --test-dir build -j $(JOBS) --output-on-failure

bench: build  ## every benchmark with its goal
	@for bench in build/*_perf; do echo "== $$bench"; "$$bench" || exit 1; done

sanitize: install  ## the tests under AddressSanitizer and UndefinedBehaviorSanitizer, in build-sanitize/
	@cmake --preset sanitize --log-level=WARNING >/dev/null
	@cmake --build build-sanitize
	@ctest --test-dir build-sanitize -LE slow -j $(JOBS) --output-on-failure

fuzz: install  ## FUZZ_SECONDS of every libFuzzer target on a copy of its corpus, in build-fuzz/
	@tools/install-dependencies.sh --fuzz
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz.sh

format: install
	@tools/install-dependencies.sh --lint
	@clang-format -i $(sources)

# Tests and benchmarks are left to the compiler's warnings: their frameworks' macros make clang-tidy slow.
lint: configure
	@tools/install-dependencies.sh --lint
	@clang-format --dry-run --Werror $(sources)
	@run-clang-tidy -quiet -p build '$(CURDIR)/src/(?!.*\.(test|perf)\.cc).*\.cc'

clean:
	@cmake -E rm -rf build build-sanitize build-fuzz
