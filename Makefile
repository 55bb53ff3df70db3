# emel: see `make help`.  Everything built goes to build/; gen/ is committed, and only
# `make gen`, which needs Ragel 6.10, writes it.

BUILD    ?= build
CC       ?= cc
CXX      ?= c++
CFLAGS   ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow \
            -Wstrict-prototypes -Wmissing-prototypes -Werror
STRICT   := -std=c11 $(WARNINGS)
INCLUDES := -Iinclude -Isrc -Igen
COMPILE   = $(CC) $(STRICT) $(INCLUDES) $(CPPFLAGS) $(CFLAGS) -MMD -MP -pthread
LINK      = $(CC) $(CFLAGS) $(LDFLAGS) -pthread

SOURCES      := $(sort $(shell find src -name '*.c')) $(sort $(wildcard gen/*.c))
HEADERS      := $(sort $(shell find include -name '*.h'))
TOOL_SOURCES := $(sort $(wildcard tools/emel*.c))
TEST_SOURCES := $(sort $(filter-out tests/chart/% tests/fuzz/%,$(shell find tests -name '*.c')))
# The charts are explored with steps of the test's own in place of the real ones.
CHART_SOURCES := $(sort $(wildcard tests/chart/*.c)) gen/io_read.c gen/model_tensor.c \
                 src/emel/io/read/read.c

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libemel.a
SAMPLE  := $(BUILD)/sample.gguf

.DEFAULT_GOAL := all
.PHONY: all demo check check-gen check-headers check-includes gen deps clean help

all: $(LIBRARY) $(BUILD)/emel ## build the library and the command

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c $< -o $@

$(LIBRARY): $(call objects,$(SOURCES))
	@rm -f $@
	$(AR) rcsD $@ $^

$(BUILD)/emel: $(call objects,$(TOOL_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@

# --- the main job ---------------------------------------------------------------

demo: all ## load the sample model and show its tensors become resident
	$(BUILD)/emel inspect tests/sample.gguf
	$(BUILD)/emel load tests/sample.gguf

# --- tests ----------------------------------------------------------------------

CHECK_CFLAGS = $(shell pkg-config --cflags check)
CHECK_LIBS   = $(shell pkg-config --libs check)

$(call objects,$(TEST_SOURCES)) $(call objects,$(wildcard tests/chart/*.c)): \
    CPPFLAGS += -Itests $(CHECK_CFLAGS)

$(BUILD)/check_chart: $(call objects,$(CHART_SOURCES))
	$(LINK) $^ -o $@ $(CHECK_LIBS)

$(BUILD)/check_emel: $(call objects,$(TEST_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@ $(CHECK_LIBS)

check: all check-gen check-headers check-includes $(BUILD)/check_chart $(BUILD)/check_emel ## run every test
	$(BUILD)/check_chart
	EMEL=$(BUILD)/emel $(BUILD)/check_emel

# Without ragel this is skipped, and says so; in CI nothing required may skip.
check-gen: ## hold gen/ and the README's chart to what spec/ makes
	@if command -v ragel >/dev/null; then \
	    rm -rf $(BUILD)/gen && sh tools/gen.sh $(BUILD)/gen && diff -r gen $(BUILD)/gen && \
	    sh tools/readme_chart.sh check README.md gen; \
	elif [ -n "$$CI" ]; then echo "check-gen: ragel is missing" >&2; exit 1; \
	else echo "check-gen: skipped, ragel is missing"; fi

check-headers: ## compile each public header alone, as C11 and as C++17
	@for header in $(HEADERS); do \
	    $(CC) $(STRICT) -Iinclude -fsyntax-only -x c $$header && \
	    $(CXX) -std=c++17 -Wall -Wextra -Wpedantic -Wshadow -Werror -Iinclude -fsyntax-only -x c++ $$header \
	    || exit 1; \
	done

# io knows nothing of models, and read/copy nothing of the strategies beside it.
check-includes: ## hold the folders to what they may include
	@sh tools/check_includes.sh "$(CC)" $(INCLUDES)

# --- generated ------------------------------------------------------------------

gen: ## make gen/ and the README's charts from spec/ (needs ragel 6.10)
	sh tools/gen.sh gen
	sh tools/readme_chart.sh update README.md gen

# --- the rest -------------------------------------------------------------------

PACKAGES := gcc g++ make pkg-config ragel check

deps: ## install what is needed on Debian 12 (nothing when all is there)
	@sh tools/deps.sh $(PACKAGES)

clean: ## remove what was built
	rm -rf $(BUILD)

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile

-include $(patsubst %.o,%.d,$(call objects,$(SOURCES) $(TOOL_SOURCES) $(TEST_SOURCES) $(CHART_SOURCES)))
