# emel: see `make help`.  Everything built goes to build/; gen/ is committed, and only
# `make gen`, which needs Ragel 6.10, writes it.

BUILD    ?= build
CC       ?= cc
CXX      ?= c++
CFLAGS   ?= -O2 -g
CXXFLAGS ?= $(CFLAGS)
RAGEL    ?= ragel
PKG_CONFIG ?= pkg-config
WERROR   ?= -Werror # empty: a compiler may know warnings that we do not
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow \
            -Wstrict-prototypes -Wmissing-prototypes $(WERROR)
STRICT   := -std=c11 $(WARNINGS)
INCLUDES := -Iinclude -Isrc -Igen
# Wherever it is built, the same bytes.
COMPILE   = $(CC) $(STRICT) $(INCLUDES) $(CPPFLAGS) $(CFLAGS) -ffile-prefix-map=$(CURDIR)=. \
            -MMD -MP -pthread
LINK      = $(CC) $(CFLAGS) $(LDFLAGS) -pthread

SOURCES       := $(sort $(shell find src -name '*.c')) $(sort $(wildcard gen/*.c))
HEADERS       := $(sort $(shell find include -name '*.h'))
TOOL_SOURCES  := $(sort $(wildcard tools/command/*.c))
BENCH_SOURCES := $(sort $(wildcard tools/bench/*.c))
EXAMPLES      := $(sort $(wildcard tools/examples/*.c tools/examples/*.cpp))
OTHER_TESTS   := tests/support/make_sample.c tests/chart/% tests/fuzz/% tests/faults/% tests/portability/% # programs of their own
TEST_SOURCES  := $(sort $(filter-out $(OTHER_TESTS),$(shell find tests -name '*.c')))
SUPPORT_SOURCES := $(filter tests/support/%,$(TEST_SOURCES))
# The charts are explored with steps of the test's own in place of the real ones.
CHART_SOURCES := $(sort $(wildcard tests/chart/*.c)) gen/io_read.c gen/model_tensor.c \
                 src/emel/io/read/read.c

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libemel.a

.DEFAULT_GOAL := all

all: $(LIBRARY) $(BUILD)/emel ## build the library and the command
.PHONY: all

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c $< -o $@

$(LIBRARY): $(call objects,$(SOURCES))
	@rm -f $@
	$(AR) rcsD $@ $^

# As any program would: the public headers and nothing of src/.
$(call objects,$(TOOL_SOURCES)): INCLUDES = -Iinclude

# Only the command takes sums; the library needs nothing but libc and pthreads.
$(call objects,$(TOOL_SOURCES)): override CPPFLAGS += $(shell $(PKG_CONFIG) --cflags libxxhash)
TOOL_LIBS = $(shell $(PKG_CONFIG) --libs libxxhash)

$(BUILD)/emel: $(call objects,$(TOOL_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@ $(TOOL_LIBS)

# --- the main job ---------------------------------------------------------------

demo: all ## load the sample model and show its tensors become resident
	$(BUILD)/emel inspect tests/sample.gguf
	$(BUILD)/emel load --verbose tests/sample.gguf
.PHONY: demo

# --- tests ----------------------------------------------------------------------

TEST_LIBS = $(shell $(PKG_CONFIG) --libs check jansson)

$(call objects,$(TEST_SOURCES) $(wildcard tests/chart/*.c)): \
    override CPPFLAGS += -Itests $(shell $(PKG_CONFIG) --cflags check jansson)

$(BUILD)/check_chart: $(call objects,$(CHART_SOURCES))
	$(LINK) $^ -o $@ $(TEST_LIBS)

$(BUILD)/check_emel: $(call objects,$(TEST_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@ $(TEST_LIBS) -lutil

# Linked as an archive: each program takes what it needs of it.
SUPPORT := $(BUILD)/support.a
$(SUPPORT): $(call objects,$(SUPPORT_SOURCES))
	@rm -f $@
	$(AR) rcsD $@ $^

$(BUILD)/make_sample: $(call objects,tests/support/make_sample.c)
	$(LINK) $^ -o $@

check: check-gen check-headers check-includes check-readme check-docs check-examples check-install
check: check-suites ## run every test
.PHONY: check

check-suites: all $(BUILD)/check_chart $(BUILD)/check_emel $(BUILD)/check_faults $(BUILD)/make_sample ## run the Check suites
	$(RUN) $(BUILD)/check_chart
	$(RUN) $(BUILD)/check_faults $(FAULTS)
	EMEL=$(BUILD)/emel MAKE_SAMPLE=$(BUILD)/make_sample $(RUN) $(BUILD)/check_emel
.PHONY: check-suites

# Without ragel half of this is skipped, and says so; in CI nothing required may skip.
check-gen: ## hold gen/ to what spec/ makes, and the README's pictures and lists to theirs
	@sh tools/generate/readme.sh check README.md
	@if command -v $(RAGEL) >/dev/null; then \
	    rm -rf $(BUILD)/check-gen && RAGEL=$(RAGEL) sh tools/generate/gen.sh $(BUILD)/check-gen && \
	    diff -r gen $(BUILD)/check-gen && echo "check-gen: gen/ is fresh"; \
	elif [ -n "$$CI" ]; then echo "check-gen: ragel is missing" >&2; exit 1; \
	else echo "check-gen: skipped, ragel is missing"; fi
.PHONY: check-gen

check-headers: ## compile each public header alone, as C11 and as C++17
	@for header in $(HEADERS); do \
	    echo 'extern int alone;' | $(CC) $(STRICT) -Iinclude -include $$header \
	        -fsyntax-only -x c - && \
	    echo 'extern int alone;' | $(CXX) -std=c++17 -Wall -Wextra -Wpedantic -Wshadow $(WERROR) \
	        -Iinclude -include $$header -fsyntax-only -x c++ - || exit 1; \
	done
.PHONY: check-headers

# io knows nothing of models, and read/copy nothing of the strategies beside it.
check-includes: ## hold the folders to what they may include
	@sh tools/quality/check_includes.sh "$(CC)" $(INCLUDES)
.PHONY: check-includes

# The program in the README, as it stands there.
check-readme: $(LIBRARY) ## compile and run the README's program
	@mkdir -p $(BUILD)
	@awk '/^```c$$/ { on = 1; next } /^```/ { on = 0 } on' README.md >$(BUILD)/readme.c
	$(CC) $(STRICT) $(CFLAGS) -Iinclude $(BUILD)/readme.c $(LIBRARY) -pthread -o $(BUILD)/readme
	$(BUILD)/readme tests/sample.gguf >/dev/null
.PHONY: check-readme

# The manual is compared as it is written; scdoc is not needed.
check-docs: all ## hold manual, completion and help to each other and to the headers
	@sh tests/install/options.sh $(BUILD)/emel
	@sh tests/install/manual.sh $(BUILD) $(LIBRARY) $(CC) $(STRICT) $(CFLAGS) -Iinclude
.PHONY: check-docs

# --- generated ------------------------------------------------------------------

gen: ## make gen/ from spec/ (needs ragel 6.10), and the README's pictures and lists
	RAGEL=$(RAGEL) sh tools/generate/gen.sh gen
	sh tools/generate/readme.sh update README.md
.PHONY: gen

CHARTS := $(patsubst gen/%.dot,$(BUILD)/%.svg,$(sort $(wildcard gen/*.dot)))

$(BUILD)/%.svg: gen/%.dot
	@mkdir -p $(@D)
	dot -Tsvg $< -o $@

charts: $(CHARTS) ## draw the charts as SVG below BUILD (needs graphviz)
.PHONY: charts

# --- examples -------------------------------------------------------------------

EXAMPLE_PROGRAMS := $(patsubst %,$(BUILD)/%,$(basename $(EXAMPLES)))
PYTHON           ?= python3 /usr/bin/python3 # the first of these that has numpy

$(BUILD)/%.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -Wall -Wextra -Wpedantic -Wconversion -Wshadow $(WERROR) -Iinclude \
	    $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -pthread -c $< -o $@

$(EXAMPLE_PROGRAMS): %: %.o $(LIBRARY)
	$(LINK) $^ -o $@
$(BUILD)/tools/examples/raii: LINK = $(CXX) $(CXXFLAGS) $(LDFLAGS) -pthread

examples: $(EXAMPLE_PROGRAMS) ## build what is in tools/examples
.PHONY: examples

check-examples: all examples shared ## run the examples on the sample model
	@for example in $(EXAMPLE_PROGRAMS); do \
	    $(RUN) $$example tests/sample.gguf >$$example.out 2>&1 || { cat $$example.out >&2; exit 1; }; done
	@for python in $(PYTHON); do \
	    if $$python -c 'import numpy' 2>/dev/null; then \
	        exec $$python tests/install/numpy_views.py $(BUILD)/emel $(SHARED) tests/sample.gguf; fi; \
	done; \
	if [ -n "$$CI" ]; then echo "check-examples: numpy is missing" >&2; exit 1; \
	else echo "check-examples: ctypes_numpy.py skipped, numpy is missing"; fi
.PHONY: check-examples

# --- the manual -----------------------------------------------------------------

MAN_PAGES := $(patsubst tools/packaging/man/%.scd,%,$(sort $(wildcard tools/packaging/man/*.scd)))
SCDOC     := $(shell command -v scdoc)

# Half of most pages is the header they are about; one lists tests.
$(BUILD)/man/%: tools/packaging/man/%.scd $(HEADERS) tools/generate/blocks.awk tools/generate/header.awk tools/generate/lists.awk \
    $(wildcard tests/io/conformance_*.c)
	@mkdir -p $(@D)
	awk -v here=tools/generate -f tools/generate/blocks.awk $< >$@.scd
	sed 's/@VERSION@/$(VERSION)/' $@.scd | $(SCDOC) >$@
.DELETE_ON_ERROR:

man: $(if $(SCDOC),$(MAN_PAGES:%=$(BUILD)/man/%)) ## make the manual pages (needs scdoc)
	@$(if $(SCDOC),:,echo "man: skipped: scdoc is missing")
.PHONY: man

# --- sanitizers -----------------------------------------------------------------

# In one process: leaks are looked for once, at its end.
SANITIZE = +CK_FORK=no CK_TIMEOUT_MULTIPLIER=20 EMEL_TEST_PATIENCE=40 $(MAKE) check-suites LDFLAGS=

asan: ## run the suites under AddressSanitizer and LeakSanitizer
	$(SANITIZE) BUILD=$(BUILD)/asan CFLAGS="-O1 -g -fsanitize=address -fno-omit-frame-pointer"
ubsan: ## run the suites under UndefinedBehaviorSanitizer
	$(SANITIZE) BUILD=$(BUILD)/ubsan CFLAGS="-O1 -g -fsanitize=undefined -fno-sanitize-recover=all"
tsan: ## run the suites under ThreadSanitizer
	$(SANITIZE) BUILD=$(BUILD)/tsan CFLAGS="-O1 -g -fsanitize=thread"
# libcheck is not instrumented, so the suites run on our own stand-in for it.
msan: ## run the suites that need no other library under MemorySanitizer (needs clang)
	$(MAKE) BUILD=$(BUILD)/msan CC=clang CPPFLAGS="-Itests/portability -Itests" LDFLAGS= \
	    CFLAGS="-O1 -g -fsanitize=memory -fno-omit-frame-pointer" $(BUILD)/msan/check_portable
	EMEL_TEST_PATIENCE=40 $(BUILD)/msan/check_portable
valgrind: ## run the suites under valgrind's memcheck
	$(SANITIZE) BUILD=$(BUILD)/valgrind CFLAGS="-O1 -g" \
	    RUN="valgrind -q --leak-check=full --track-fds=yes --error-exitcode=9"
.PHONY: asan ubsan tsan msan valgrind

# --- installing -----------------------------------------------------------------

VERSION    := $(shell sed -n 's/^.define EMEL_VERSION "\(.*\)"/\1/p' include/emel/emel.h)
SONAME     := libemel.so.$(firstword $(subst ., ,$(VERSION)))
SHARED     := $(BUILD)/libemel.so.$(VERSION)
PREFIX     ?= /usr/local
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
MANDIR     ?= $(PREFIX)/share/man
COMPLETIONDIR ?= $(PREFIX)/share/bash-completion/completions
INSTALL    ?= install

$(BUILD)/pic/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -fPIC -fvisibility=hidden -c $< -o $@

$(SHARED): $(patsubst %.c,$(BUILD)/pic/%.o,$(SOURCES))
	$(LINK) -shared -Wl,-soname,$(SONAME) $^ -o $@

shared: $(SHARED) ## build the shared library
.PHONY: shared

.PHONY: $(BUILD)/emel.pc # PREFIX may be another than last time
$(BUILD)/emel.pc: tools/packaging/emel.pc.in
	@mkdir -p $(@D)
	sed -e 's|@PREFIX@|$(PREFIX)|' -e 's|@LIBDIR@|$(LIBDIR)|' \
	    -e 's|@INCLUDEDIR@|$(INCLUDEDIR)|' -e 's|@VERSION@|$(VERSION)|' $< >$@

install: all shared man $(BUILD)/emel.pc ## install to PREFIX (/usr/local), below DESTDIR
	$(INSTALL) -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR)/pkgconfig
	$(INSTALL) -m 755 $(BUILD)/emel $(DESTDIR)$(BINDIR)/emel
	$(INSTALL) -m 644 $(LIBRARY) $(DESTDIR)$(LIBDIR)/libemel.a
	$(INSTALL) -m 644 $(SHARED) $(DESTDIR)$(LIBDIR)/$(notdir $(SHARED))
	ln -sf $(notdir $(SHARED)) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libemel.so
	$(INSTALL) -m 644 $(BUILD)/emel.pc $(DESTDIR)$(LIBDIR)/pkgconfig/emel.pc
	for header in $(HEADERS); do \
	    $(INSTALL) -D -m 644 $$header $(DESTDIR)$(INCLUDEDIR)/$${header#include/} || exit 1; done
	$(if $(SCDOC),for page in $(MAN_PAGES); do $(INSTALL) -D -m 644 $(BUILD)/man/$$page \
	    $(DESTDIR)$(MANDIR)/man$${page##*.}/$$page || exit 1; done)
	$(INSTALL) -D -m 644 tools/packaging/completion/emel $(DESTDIR)$(COMPLETIONDIR)/emel
.PHONY: install

uninstall: ## remove what install put there
	rm -f $(DESTDIR)$(BINDIR)/emel $(DESTDIR)$(LIBDIR)/libemel.a $(DESTDIR)$(LIBDIR)/libemel.so \
	    $(DESTDIR)$(LIBDIR)/$(SONAME) $(DESTDIR)$(LIBDIR)/$(notdir $(SHARED)) \
	    $(DESTDIR)$(LIBDIR)/pkgconfig/emel.pc $(DESTDIR)$(COMPLETIONDIR)/emel
	rm -f $(foreach page,$(MAN_PAGES),$(DESTDIR)$(MANDIR)/man$(subst .,,$(suffix $(page)))/$(page))
	rm -rf $(DESTDIR)$(INCLUDEDIR)/emel
.PHONY: uninstall

check-install: all shared man ## install below BUILD, use it from outside, and remove it
	@+MAKE="$(MAKE)" PKG_CONFIG="$(PKG_CONFIG)" sh tests/install/install.sh $(BUILD) "$(CC)" "$(CXX)"
.PHONY: check-install

# --- portability ----------------------------------------------------------------

# The suites that need no other library, with our own stand-in for Check.
PORTABLE_SOURCES := $(filter-out tests/command/% tests/support/command% tests/support/retained.c tests/support/plain_gguf.c \
                        tests/model/file/json/test_oracle.c,$(TEST_SOURCES)) \
                    tests/portability/check.c tests/portability/skipped.c

$(BUILD)/check_portable: $(call objects,$(PORTABLE_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@

$(BUILD)/tell: $(call objects,tests/portability/tell.c) $(LIBRARY)
	$(LINK) $^ -o $@

portability: ## build and run with every compiler, libc and architecture that is here
	@+MAKE="$(MAKE)" sh tests/portability/run.sh $(BUILD)
.PHONY: portability

# --- a release ------------------------------------------------------------------

RELEASE := emel-$(VERSION)
TARBALL := $(BUILD)/$(RELEASE).tar

# What is committed; where there is no git, what is there.
dist: ## make BUILD/emel-VERSION.tar.gz, which builds without Ragel
	@mkdir -p $(BUILD)
	@if [ -e .git ]; then git archive --prefix=$(RELEASE)/ -o $(TARBALL) HEAD; \
	else tar -cf $(TARBALL) --sort=name --owner=0 --group=0 --numeric-owner --mtime=@$${SOURCE_DATE_EPOCH:-0} \
	    --transform 's|^|$(RELEASE)/|' Makefile README.md gen include spec src tests tools; fi
	@gzip -9nf $(TARBALL) && echo $(TARBALL).gz
.PHONY: dist

check-dist: dist ## unpack it, and run every test in there as if there were no Ragel
	rm -rf $(BUILD)/dist && mkdir -p $(BUILD)/dist
	tar -xzf $(TARBALL).gz -C $(BUILD)/dist
	CI= $(MAKE) -C $(BUILD)/dist/$(RELEASE) check BUILD=build RAGEL=no-ragel
.PHONY: check-dist

# --- faults, fuzzing, histories, mutants ------------------------------------------

FAULT_SOURCES := $(sort $(wildcard tests/faults/*.c))

$(call objects,$(wildcard tests/faults/*.c)): override CPPFLAGS += -Itests $(shell $(PKG_CONFIG) --cflags check)

$(BUILD)/check_faults: $(call objects,$(FAULT_SOURCES)) $(SUPPORT) $(LIBRARY)
	$(LINK) $^ -o $@ $(TEST_LIBS)

faults: $(BUILD)/check_faults ## fail every call of every kind of load, and pairs (FULL=1: all pairs)
	$(BUILD)/check_faults $(if $(FULL),--full) $(if $(SEED),--seed $(SEED))
.PHONY: faults

strace-faults: all ## the same faults through real system calls (needs strace)
	sh tools/quality/strace_faults.sh $(BUILD)/emel
.PHONY: strace-faults

# The tables of malformed files once more, where a reader that believes a file's counts dies.
check-bounds: $(BUILD)/check_emel ## read malformed files within 256 MiB of address space, 2 s each
	@for suite in "malformed GGUF" "malformed safetensors" "shards malformed"; do \
	    (ulimit -v 262144; CK_DEFAULT_TIMEOUT=2 CK_RUN_SUITE="model/file: $$suite" \
	        $(BUILD)/check_emel) || exit 1; done
.PHONY: check-bounds

SECONDS ?= 60
torture: $(BUILD)/check_emel ## random histories of a storage for SECONDS=60 (SEED=n: those of that seed)
	CK_RUN_SUITE="model/tensor: histories" CK_DEFAULT_TIMEOUT=0 EMEL_TEST_SECONDS=$(SECONDS) \
	    $(if $(SEED),EMEL_TEST_SEED=$(SEED)) $(BUILD)/check_emel
.PHONY: torture

FUZZ_TARGETS := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard tests/fuzz/fuzz_*.c)))
FUZZ_SHARED  := tests/fuzz/model_file.c tests/support/memory_files.c \
                tests/support/counting_allocator.c tests/support/system.c tests/support/threads.c \
                tests/support/descriptors.c

# Compiled at one go, so no .d says which of the headers: any.
$(BUILD)/fuzz_%: tests/fuzz/fuzz_%.c $(FUZZ_SHARED) $(SOURCES) $(HEADERS) \
    $(shell find src gen tests -name '*.h')
	@mkdir -p $(@D)
	clang -std=c11 -O1 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	    $(INCLUDES) -Itests $(filter %.c,$^) -o $@ $(shell $(PKG_CONFIG) --cflags --libs check) -pthread

fuzz: $(FUZZ_TARGETS:%=$(BUILD)/fuzz_%) ## fuzz each reader for SECONDS=60 (needs clang)
	@for target in $(FUZZ_TARGETS); do mkdir -p $(BUILD)/corpus/$$target && \
	    $(BUILD)/fuzz_$$target -max_total_time=$(SECONDS) -timeout=5 -rss_limit_mb=1024 \
	        -print_final_stats=1 $(BUILD)/corpus/$$target tests/fuzz/corpus/$$target || exit 1; done
.PHONY: fuzz

mutants-chart: ## every one-edit mutant of the charts must be noticed (minutes; needs ragel 6.10)
	CC="$(CC)" sh tools/quality/mutants_chart.sh
.PHONY: mutants-chart

mutants: $(BUILD)/check_emel $(BUILD)/check_chart $(BUILD)/check_faults all ## mutants of the code must be noticed (MUTANTS=n: a sample)
	CC="$(CC)" $(if $(MUTANTS),MUTANTS=$(MUTANTS)) $(if $(SEED),SEED=$(SEED)) sh tools/quality/mutants.sh $(BUILD)
.PHONY: mutants

# --- coverage and lint ------------------------------------------------------------

# What is not counted, and why, is in tools/quality/coverage.cfg.
coverage: ## lines and branches of src/ that the suites reach (needs gcovr)
	CK_FORK=no $(MAKE) check-suites $(BUILD)/coverage/check_faults BUILD=$(BUILD)/coverage LDFLAGS= \
	    CFLAGS="-O0 -g --coverage -fprofile-update=atomic"
	gcovr --config tools/quality/coverage.cfg --filter src/ --object-directory $(BUILD)/coverage
.PHONY: coverage

MCDC = $(BUILD)/mcdc
mcdc: ## MC/DC of src/ but model/ by the suites (needs clang-19 and llvm-19)
	rm -rf $(MCDC)/raw
	LLVM_PROFILE_FILE=$(abspath $(MCDC))/raw/%p-%m.profraw CK_FORK=no $(MAKE) check-suites \
	    BUILD=$(MCDC) CC=clang-19 LDFLAGS= \
	    CFLAGS="-O0 -g -fprofile-instr-generate -fcoverage-mapping -fcoverage-mcdc"
	llvm-profdata-19 merge -sparse $(MCDC)/raw/*.profraw -o $(MCDC)/all.profdata
	llvm-cov-19 report $(MCDC)/check_emel -object $(MCDC)/check_faults -object $(MCDC)/check_chart \
	    -instr-profile=$(MCDC)/all.profdata --show-mcdc-summary --show-branch-summary=false \
	    --show-region-summary=false --ignore-filename-regex='(tests|gen|include|model)/'
.PHONY: mcdc

lint: ## clang-format, gcc -fanalyzer, clang-tidy, cppcheck and shellcheck
	sh tools/quality/lint.sh
.PHONY: lint

format: ## lay the code out as .clang-format says
	clang-format -i $(shell find include src tests tools -name '*.[ch]' -o -name '*.cpp')
.PHONY: format

# --- measuring ------------------------------------------------------------------

$(BUILD)/bench: $(call objects,$(BENCH_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@ -lm

bench: $(BUILD)/bench ## measure loading against its limits (BENCH_BYTES, BENCH_FILE, BENCH_DIR)
	$(BUILD)/bench
.PHONY: bench

bench-plot: ## draw what bench left in BUILD, as SVG and PNG (needs gnuplot)
	@test -s $(BUILD)/bench_ratios.tsv || { echo "bench-plot: run make bench first" >&2; exit 1; }
	gnuplot -e "dir='$(BUILD)'" tools/bench/plot.gp
.PHONY: bench-plot

# --- the rest -------------------------------------------------------------------

PACKAGES := gcc g++ libc6-dev make pkg-config ragel check libjansson-dev libxxhash-dev xxhash \
            python3-numpy

deps: ## install what is needed on Debian 12 (nothing when all is there)
	@sh tools/packaging/deps.sh $(PACKAGES)
.PHONY: deps

DEV_PACKAGES := clang clang-format clang-tidy cppcheck gcovr gnuplot-nox graphviz libclang-rt-14-dev scdoc \
                shellcheck strace valgrind

deps-dev: deps ## install what lint, coverage, fuzz, man, charts, faults and plots need besides
	@sh tools/packaging/deps.sh $(DEV_PACKAGES)
.PHONY: deps-dev

clean: ## remove what was built
	rm -rf $(BUILD)
.PHONY: clean

VARIABLES := CC CXX CFLAGS CPPFLAGS LDFLAGS WERROR BUILD PKG_CONFIG \
             PREFIX DESTDIR BINDIR LIBDIR INCLUDEDIR MANDIR COMPLETIONDIR

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile
	@echo; echo "Variables, on the command line or in the environment:"
	@$(foreach name,$(VARIABLES),printf '  %-18s %s\n' $(name) '$(strip $($(name)))';)
.PHONY: help

-include $(patsubst %.o,%.d,$(call objects,$(SOURCES) $(TOOL_SOURCES) tests/support/make_sample.c $(TEST_SOURCES) \
    $(CHART_SOURCES) $(FAULT_SOURCES) $(PORTABLE_SOURCES) $(BENCH_SOURCES))) $(EXAMPLE_PROGRAMS:=.d) \
    $(patsubst %.c,$(BUILD)/pic/%.d,$(SOURCES)) $(BUILD)/tests/portability/tell.d
