# The build is CMake's; this file gives its steps names. `make demo` is the place to start.
.DEFAULT_GOAL := build
.PHONY: install configure build docs demo test test-portable test-all bench check smallest deb clang sanitize sanitize-unoptimised sanitize-threads odr fuzz format lint formatted tidy clean

FUZZ_SECONDS ?= 60
JOBS := $(shell nproc)
sources = $(shell find src fuzz tests -name '*.cc' -o -name '*.h')

install:
	@tools/install-dependencies.sh

configure: install
	@cmake --preset release --log-level=WARNING >/dev/null

build: configure  ## everything, into build/
	@cmake --build build

docs: configure  ## docs/commands from the options that the program declares, the plot of docs/results.md
	@cmake --build build --target tron
	@tools/make_command_pages.sh build/tron docs/commands
	@tools/make_findings_plot.py docs/results.md > docs/figures/findings.svg

demo: configure  ## the program alone, then a Vision Transformer on real images through the chip: how right, how fast, at what cost
	@cmake --build build --target tron
	@build/tron run --attribute

test: build  ## all tests but the slow ones; the last lines are ctest's summary
	@ctest --test-dir build -LE slow -j $(JOBS) --output-on-failure

test-portable: build  ## the tests of numbers once more, as other processors compute them; PORTABLE names which
	@PORTABLE="$(PORTABLE)" JOBS=$(JOBS) tools/test_portable.sh build

test-all: build
	@ctest --test-dir build -j $(JOBS) --output-on-failure

bench: build  ## every benchmark with its goal
	@for bench in build/*_perf; do echo "== $$bench"; "$$bench" || exit 1; done

# The cheapest failure comes first.
check: FUZZ_SECONDS := 10
check: lint smallest odr sanitize sanitize-threads fuzz  ## everything that is checked besides the tests, 45 minutes and more

smallest: install  ## the program without its optional libraries, in build-smallest/
	@cmake --preset smallest --log-level=WARNING >/dev/null
	@cmake --build build-smallest --target tron
	@build-smallest/tron run --samples 20 --fidelity photonic >/dev/null

deb: build  ## a Debian package, in build/
	@tools/install-dependencies.sh --package
	@cd build && cpack -G DEB

# A report ends a program by 86, which no program of ours means.
sanitized = ASAN_OPTIONS=exitcode=86:detect_stack_use_after_return=1 UBSAN_OPTIONS=print_stacktrace=1 \
  LSAN_OPTIONS=exitcode=86 \
  TSAN_OPTIONS=exitcode=86:suppressions=$(CURDIR)/tools/sanitizers/thread.supp

clang: install
	@tools/install-dependencies.sh --clang

sanitize: clang  ## the tests under clang's AddressSanitizer and UndefinedBehaviorSanitizer, in build-sanitize/
	@cmake --preset sanitize --log-level=WARNING >/dev/null
	@cmake --build build-sanitize
	@$(sanitized) ctest --test-dir build-sanitize -LE slow -j $(JOBS) --output-on-failure --timeout 3600

sanitize-unoptimised: clang  ## the same for whole programs alone at -O0, where nothing is inlined away
	@cmake --preset sanitize-unoptimised --log-level=WARNING >/dev/null
	@cmake --build build-sanitize-unoptimised --target tron
	@$(sanitized) ctest --test-dir build-sanitize-unoptimised -R cli_whole_programs --output-on-failure --timeout 3600

# What shares threads: the thread pool, the engines, the sweeps, and the programs that run them.
sanitize-threads: clang  ## ThreadSanitizer over what threads share, in build-sanitize-threads/
	@cmake --preset sanitize-threads --log-level=WARNING >/dev/null
	@cmake --build build-sanitize-threads --target tron base_test inference_test explore_test
	@$(sanitized) ctest --test-dir build-sanitize-threads -R '^(base|inference|explore|cli_whole_programs)$$' \
	  -j $(JOBS) --output-on-failure --timeout 3600

odr: install  ## links the program with link-time optimisation, which refuses a type that two rooms define
	@cmake --preset odr --log-level=WARNING >/dev/null
	@cmake --build build-odr --target tron

fuzz: install  ## FUZZ_SECONDS of every libFuzzer target on a copy of its corpus, in build-fuzz/
	@tools/install-dependencies.sh --clang
	@FUZZ_SECONDS=$(FUZZ_SECONDS) tools/fuzz.sh

format: install
	@tools/install-dependencies.sh --lint
	@clang-format -i $(sources)

lint: formatted tidy

formatted: install  ## every C++ file as clang-format writes it
	@tools/install-dependencies.sh --lint
	@clang-format --dry-run --Werror $(sources)

# Tests and benchmarks are left to the compiler's warnings: their frameworks' macros make clang-tidy slow.
tidy: install  ## clang-tidy over src/, configured in build-lint/
	@tools/install-dependencies.sh --lint
	@cmake --preset lint --log-level=WARNING >/dev/null
	@run-clang-tidy -quiet -j $(JOBS) -p build-lint '$(CURDIR)/src/(?!.*\.(test|perf)\.cc).*\.cc'

clean:
	@cmake -E rm -rf build build-sanitize build-sanitize-unoptimised build-sanitize-threads build-odr build-fuzz build-smallest build-lint
