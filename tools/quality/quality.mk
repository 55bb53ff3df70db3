# What looks for faults: sanitizers, injected faults, fuzzing, mutants, coverage, lint, and
# other compilers, libcs and architectures.

# --- sanitizers ---------------------------------------------------------------------

# In one process: leaks are looked for once, at its end.  Where every fault would take an hour,
# some of each scenario are injected; FAULTS="" injects all.
SANITIZE = +CK_FORK=no CK_TIMEOUT_MULTIPLIER=20 EMEL_TEST_PATIENCE=40 $(MAKE) check-suites LDFLAGS=
SAMPLED  = FAULTS="$(if $(filter undefined,$(origin FAULTS)),--faults 60 --pairs 4,$(FAULTS))"

asan: ## run the suites under AddressSanitizer and LeakSanitizer
	$(SANITIZE) BUILD=$(BUILD)/asan CFLAGS="-O1 -g -fsanitize=address -fno-omit-frame-pointer"
ubsan: ## run the suites under UndefinedBehaviorSanitizer
	$(SANITIZE) BUILD=$(BUILD)/ubsan CFLAGS="-O1 -g -fsanitize=undefined -fno-sanitize-recover=all"
tsan: ## run the suites under ThreadSanitizer
	$(SANITIZE) $(SAMPLED) BUILD=$(BUILD)/tsan CFLAGS="-O1 -g -fsanitize=thread"
# libcheck is not instrumented, so the suites run on our own stand-in for it.
msan: ## run the suites that need no other library under MemorySanitizer (needs clang)
	$(MAKE) BUILD=$(BUILD)/msan CC=clang CPPFLAGS="-Itests/portability -Itests" LDFLAGS= \
	    CFLAGS="-O1 -g -fsanitize=memory -fno-omit-frame-pointer" $(BUILD)/msan/check_portable
	EMEL_TEST_PATIENCE=40 $(BUILD)/msan/check_portable
valgrind: ## run the suites under valgrind's memcheck
	$(SANITIZE) $(SAMPLED) BUILD=$(BUILD)/valgrind CFLAGS="-O1 -g" \
	    RUN="valgrind -q --leak-check=full --track-fds=yes --error-exitcode=9"
.PHONY: asan ubsan tsan msan valgrind

# --- faults, fuzzing, histories, mutants --------------------------------------------

FAULT_SOURCES := $(sort $(wildcard tests/faults/*.c))

$(BUILD)/check_faults: $(call objects,$(FAULT_SOURCES)) $(SUPPORT) $(LIBRARY)
	$(LINK) $^ -o $@ $(TEST_LIBS)

faults: $(BUILD)/check_faults ## make each call of each kind of load fail, and pairs of calls (FULL=1: all pairs)
	$(BUILD)/check_faults $(if $(FULL),--full) $(if $(SEED),--seed $(SEED))
.PHONY: faults

strace-faults: all ## make real system calls fail in the same way (needs strace)
	sh tools/quality/strace_faults.sh $(COMMAND)
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

mutants-chart: ## check that the tests kill every one-edit mutant of the charts (minutes; needs ragel 6.10)
	CC="$(CC)" sh tools/quality/mutants_chart.sh
.PHONY: mutants-chart

mutants: $(BUILD)/check_emel $(BUILD)/check_chart $(BUILD)/check_faults all ## check that the tests kill mutants of the code (MUTANTS=n: a sample)
	CC="$(CC)" $(if $(MUTANTS),MUTANTS=$(MUTANTS)) $(if $(SEED),SEED=$(SEED)) \
	    CHECKS="$(call objects,$(TEST_SOURCES))" FAULTS="$(call objects,$(FAULT_SOURCES)) $(SUPPORT)" \
	    CHARTS="$(filter $(BUILD)/tests/% $(BUILD)/gen/%,$(call objects,$(CHART_SOURCES)))" \
	    sh tools/quality/mutants.sh $(BUILD)
.PHONY: mutants

# --- who knows whom -----------------------------------------------------------------

# Each program by itself: its files may not call each other in a circle.
CALLERS = $(call objects,$(SOURCES)) -- $(call objects,$(TOOL_SOURCES)) -- \
          $(call objects,$(BENCH_SOURCES)) -- $(call objects,$(TEST_SOURCES)) -- \
          $(call objects,$(FAULT_SOURCES) $(SUPPORT_SOURCES))

check-includes: $(filter-out --,$(CALLERS)) ## find circular includes and calls, and those that break the layers
	@sh tools/quality/check_includes.sh $(BUILD) $(CALLERS)
.PHONY: check-includes

# --- coverage and lint --------------------------------------------------------------

# What is not counted, and why, is in tools/quality/coverage.cfg.
coverage: ## lines and branches of src/ that the suites reach (needs gcovr)
	CK_FORK=no $(MAKE) check-suites $(BUILD)/coverage/check_faults BUILD=$(BUILD)/coverage LDFLAGS= \
	    CFLAGS="-O0 -g --coverage -fprofile-update=atomic"
	gcovr --config tools/quality/coverage.cfg --filter src/ --object-directory $(BUILD)/coverage
.PHONY: coverage

MCDC = $(BUILD)/mcdc
mcdc: ## MC/DC of src/ but model/ by the suites (apt-get install clang-19 llvm-19)
	rm -rf $(MCDC)/raw
	LLVM_PROFILE_FILE=$(call quote,$(abspath $(MCDC)))/raw/%p-%m.profraw CK_FORK=no $(MAKE) check-suites \
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

format: ## format the code with clang-format
	clang-format -i $(shell find include src tests tools -name '*.[ch]' -o -name '*.[ch]pp')
.PHONY: format

# --- portability --------------------------------------------------------------------

# The suites that need no other library, with our own stand-in for Check.
PORTABLE_SOURCES := $(filter-out tests/command/% tests/support/command% tests/support/retained.c tests/support/plain_gguf.c \
                        tests/model/file/json/test_oracle.c,$(TEST_SOURCES)) \
                    tests/portability/check.c tests/portability/skipped.c

$(BUILD)/skipped_suites.h: tests/command/suites.h
	@mkdir -p $(@D)
	sed -n 's/^Suite \*\(.*\)_suite(void);/SKIPPED(\1)/p' $< >$@
$(BUILD)/tests/portability/skipped.o: $(BUILD)/skipped_suites.h
$(BUILD)/tests/portability/skipped.o: override CPPFLAGS += -I$(BUILD)

$(BUILD)/check_portable: $(call objects,$(PORTABLE_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@

$(BUILD)/tell: $(call objects,tests/portability/tell.c) $(LIBRARY)
	$(LINK) $^ -o $@

portability: ## build and run with every compiler, libc and architecture that is installed
	@+MAKE="$(MAKE)" sh tests/portability/run.sh $(BUILD)
.PHONY: portability
