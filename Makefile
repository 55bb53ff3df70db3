# emel: see `make help`.  Everything built goes to build/.  What is rarely called stands
# beside what it is about, in the .mk files included below.

# Paths here are relative to this folder, so that its own may have spaces.
ifeq ($(wildcard include/emel/emel.h),)
$(error emel is built in the folder of its Makefile: use make -C instead of make -f $(strip $(MAKEFILE_LIST)))
endif

BUILD    ?= build
ifneq ($(words $(BUILD)),1)
$(error BUILD is "$(BUILD)": it must be a path without spaces)
endif
CC       ?= cc
CXX      ?= c++
CFLAGS   ?= -O2 -g
CXXFLAGS ?= $(CFLAGS)
RAGEL    ?= ragel
PKG_CONFIG ?= pkg-config
WERROR   ?= -Werror # empty: a compiler may know warnings that we do not
# A word of a shell command, whatever is in it.
quote     = '$(subst ','\'',$(1))'
WARNINGS := -Wall -Wextra -Wpedantic -Wconversion -Wshadow \
            -Wstrict-prototypes -Wmissing-prototypes $(WERROR)
STRICT   := -std=c11 $(WARNINGS)
INCLUDES := -Iinclude -Isrc -Igen
# Wherever it is built, the same bytes.
COMPILE   = $(CC) $(STRICT) $(INCLUDES) $(CPPFLAGS) $(CFLAGS) \
            $(call quote,-ffile-prefix-map=$(CURDIR)=.) -MMD -MP -pthread
LINK      = $(CC) $(CFLAGS) $(LDFLAGS) -pthread

SOURCES       := $(sort $(shell find src -name '*.c')) $(sort $(wildcard gen/*.c))
HEADERS       := $(sort $(shell find include -name '*.h'))
TOOL_SOURCES  := $(sort $(wildcard tools/command/*.c))
OTHER_TESTS   := tests/support/make_sample.c tests/chart/% tests/fuzz/% tests/faults/% tests/portability/% tests/prove/% tests/examples/% # programs of their own
TEST_SOURCES  := $(sort $(filter-out $(OTHER_TESTS),$(shell find tests -name '*.c')))
SUPPORT_SOURCES := $(filter tests/support/%,$(TEST_SOURCES))
# The charts are explored with steps of the test's own in place of the real ones.
CHART_SOURCES := $(sort $(wildcard tests/chart/*.c)) gen/io_read.c gen/model_tensor.c \
                 src/emel/io/read/read.c

objects = $(patsubst %.c,$(BUILD)/%.o,$(1))
LIBRARY := $(BUILD)/libemel.a
VERSION := $(shell sed -n 's/^.define EMEL_VERSION "\(.*\)"/\1/p' include/emel/emel.h)
SONAME  := libemel.so.$(firstword $(subst ., ,$(VERSION)))
SHARED  := $(BUILD)/libemel.so.$(VERSION)
# One of two commands: linked with the archive, or with the shared library.
ifneq ($(LINK_SHARED),)
COMMAND := $(BUILD)/shared/emel
export LD_LIBRARY_PATH := $(abspath $(BUILD))$(LD_LIBRARY_PATH:%=:%)
else
COMMAND := $(BUILD)/emel
endif

.DEFAULT_GOAL := all

all: $(LIBRARY) $(COMMAND) ## build the library and the command
.PHONY: all

$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	$(COMPILE) -c $< -o $@

$(LIBRARY): $(call objects,$(SOURCES))
	@rm -f $@
	$(AR) rcsD $@ $^

# As any program would: the public headers and nothing of src/.
$(call objects,$(TOOL_SOURCES)): INCLUDES = -Iinclude

# Only the command takes sums; the library needs nothing but libc and pthreads.  pkg-config
# is run once, when the first file needs its result.
TOOL_CFLAGS = $(eval TOOL_CFLAGS := $$(shell $(PKG_CONFIG) --cflags libxxhash))$(TOOL_CFLAGS)
TOOL_LIBS   = $(eval TOOL_LIBS := $$(shell $(PKG_CONFIG) --libs libxxhash))$(TOOL_LIBS)

$(call objects,$(TOOL_SOURCES)): override CPPFLAGS += $(TOOL_CFLAGS)
$(call objects,$(TOOL_SOURCES)): | needs-xxhash

needs-xxhash:
	@PKG_CONFIG="$(PKG_CONFIG)" sh tools/packaging/needs.sh "the command" libxxhash:libxxhash-dev
.PHONY: needs-xxhash

$(COMMAND): $(call objects,$(TOOL_SOURCES)) $(if $(LINK_SHARED),$(SHARED),$(LIBRARY))
	@mkdir -p $(@D)
	$(LINK) $^ -o $@ $(TOOL_LIBS)

# --- the main job -------------------------------------------------------------------

demo: all ## load the sample model and show its tensors become resident
	$(COMMAND) inspect tests/sample.gguf
	$(COMMAND) load --verbose tests/sample.gguf
.PHONY: demo

# --- tests --------------------------------------------------------------------------

TEST_CFLAGS = $(eval TEST_CFLAGS := $$(shell $(PKG_CONFIG) --cflags check jansson))$(TEST_CFLAGS)
TEST_LIBS   = $(eval TEST_LIBS := $$(shell $(PKG_CONFIG) --libs check jansson))$(TEST_LIBS)

$(call objects,$(TEST_SOURCES) $(wildcard tests/chart/*.c tests/faults/*.c)): \
    override CPPFLAGS += -Itests $(TEST_CFLAGS)
ifeq ($(findstring tests/portability,$(CPPFLAGS)),) # where our own stand-in for Check is
$(call objects,$(TEST_SOURCES) $(wildcard tests/chart/*.c tests/faults/*.c)): | needs-check
endif

needs-check:
	@PKG_CONFIG="$(PKG_CONFIG)" sh tools/packaging/needs.sh "make check" check:check jansson:libjansson-dev
.PHONY: needs-check

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
	EMEL=$(COMMAND) MAKE_SAMPLE=$(BUILD)/make_sample $(RUN) $(BUILD)/check_emel
.PHONY: check-suites

check-headers: ## compile each public header alone, as C11 and as C++17
	@for header in $(HEADERS); do \
	    echo 'extern int alone;' | $(CC) $(STRICT) -Iinclude -include $$header \
	        -fsyntax-only -x c - && \
	    echo 'extern int alone;' | $(CXX) -std=c++17 -Wall -Wextra -Wpedantic -Wshadow $(WERROR) \
	        -Iinclude -include $$header -fsyntax-only -x c++ - || exit 1; \
	done
.PHONY: check-headers

# The programs in the README, as they stand there.
check-readme: $(LIBRARY) ## compile and run the README's programs
	@rm -rf "$(BUILD)/readme" && mkdir -p "$(BUILD)/readme"
	@awk -v folder="$(BUILD)/readme" '/^```c$$/ { file = folder "/" ++programs ".c"; next } \
	    /^```/ { file = "" } file { print >file }' README.md
	@for source in "$(BUILD)"/readme/*.c; do \
	    program=$${source%.c} && \
	    $(CC) $(STRICT) $(CFLAGS) -Iinclude "$$source" $(LIBRARY) -pthread -o "$$program" && \
	    "$$program" tests/sample.gguf >"$$program.out" && [ -s "$$program.out" ] || \
	        { echo "README.md: program $$program fails" >&2; exit 1; }; done
.PHONY: check-readme

# Programs in the manual are compiled as they are rendered: that needs scdoc and groff.
check-docs: all man ## compare manual, completion, help and headers, and run their examples
	@sh tests/install/options.sh $(COMMAND)
	@sh tests/install/examples.sh $(BUILD) $(COMMAND)
	@sh tests/install/manual.sh $(BUILD) $(LIBRARY) $(CC) $(STRICT) $(CFLAGS) -Iinclude
.PHONY: check-docs

# --- what stands beside what it is about -------------------------------------------

PARTS := $(sort $(wildcard tools/*/*.mk tests/*/*.mk))

include $(PARTS)

# --- installing ---------------------------------------------------------------------

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
	@ln -sf $(notdir $@) $(BUILD)/$(SONAME)

shared: $(SHARED) ## build the shared library
.PHONY: shared

# Where something is installed, as a word of a shell command.
at = $(call quote,$(DESTDIR)$(1))

install: all shared man $(PACKAGE_FILES) ## install to PREFIX (/usr/local), below DESTDIR
	$(INSTALL) -d $(call at,$(BINDIR)) $(call at,$(LIBDIR)/pkgconfig) $(call at,$(LIBDIR)/cmake/emel)
	$(INSTALL) -m 755 $(COMMAND) $(call at,$(BINDIR)/emel)
	$(INSTALL) -m 644 $(LIBRARY) $(call at,$(LIBDIR)/libemel.a)
	$(INSTALL) -m 644 $(SHARED) $(call at,$(LIBDIR)/$(notdir $(SHARED)))
	ln -sf $(notdir $(SHARED)) $(call at,$(LIBDIR)/$(SONAME))
	ln -sf $(SONAME) $(call at,$(LIBDIR)/libemel.so)
	$(INSTALL) -m 644 $(filter %.pc,$(PACKAGE_FILES)) $(call at,$(LIBDIR)/pkgconfig)
	$(INSTALL) -m 644 $(filter %.cmake,$(PACKAGE_FILES)) $(call at,$(LIBDIR)/cmake/emel)
	for header in $(HEADERS:include/%=%); do \
	    $(INSTALL) -D -m 644 include/$$header $(call at,$(INCLUDEDIR))/$$header || exit 1; done
	$(if $(SCDOC),for page in $(MAN_PAGES); do $(INSTALL) -D -m 644 $(BUILD)/man/$$page \
	    $(call at,$(MANDIR))/man$${page##*.}/$$page || exit 1; done)
	$(if $(SCDOC),$(INSTALL) -m 644 $(BUILD)/man/functions/*.3 $(call at,$(MANDIR)/man3))
	$(INSTALL) -D -m 644 tools/packaging/completion/emel $(call at,$(COMPLETIONDIR)/emel)
.PHONY: install

uninstall: ## remove what install put there
	rm -f $(call at,$(BINDIR)/emel) $(call at,$(LIBDIR)/libemel.a) $(call at,$(LIBDIR)/libemel.so) \
	    $(call at,$(LIBDIR)/$(SONAME)) $(call at,$(LIBDIR)/$(notdir $(SHARED))) \
	    $(call at,$(COMPLETIONDIR)/emel)
	for file in $(notdir $(filter %.pc,$(PACKAGE_FILES))); do rm -f $(call at,$(LIBDIR)/pkgconfig)/$$file; done
	for page in $(MAN_PAGES); do rm -f $(call at,$(MANDIR))/man$${page##*.}/$$page; done
	sh tools/packaging/functions.sh | while read -r name page; do rm -f $(call at,$(MANDIR)/man3)/$$name.3; done
	rm -rf $(call at,$(LIBDIR)/cmake/emel) $(call at,$(INCLUDEDIR)/emel)
.PHONY: uninstall

# --- the rest -----------------------------------------------------------------------

PACKAGES := gcc g++ libc6-dev make pkg-config ragel check libjansson-dev libxxhash-dev xxhash \
            python3-numpy scdoc groff-base cmake

deps: ## install what is needed on Debian 12 (nothing when all is there)
	@sh tools/packaging/deps.sh $(PACKAGES)
.PHONY: deps

DEV_PACKAGES := clang clang-format clang-tidy cppcheck gcovr gnuplot-nox graphviz \
                libclang-rt-14-dev shellcheck strace valgrind

deps-dev: deps ## install what lint, coverage, fuzz, man, charts, faults and plots also need
	@sh tools/packaging/deps.sh $(DEV_PACKAGES)
.PHONY: deps-dev

clean: ## remove what was built
	rm -rf $(BUILD)
.PHONY: clean

VARIABLES := CC CXX AR CFLAGS CPPFLAGS LDFLAGS WERROR BUILD PKG_CONFIG LINK_SHARED \
             PREFIX DESTDIR BINDIR LIBDIR INCLUDEDIR MANDIR COMPLETIONDIR

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-15s %s\n", $$1, $$2 }' Makefile $(PARTS)
	@echo; echo "Variables, on the command line or in the environment:"
	@$(foreach name,$(VARIABLES),printf '  %-18s %s\n' $(name) '$(strip $($(name)))';)
.PHONY: help

-include $(patsubst %.o,%.d,$(call objects,$(SOURCES) $(TOOL_SOURCES) tests/support/make_sample.c $(TEST_SOURCES) \
    $(CHART_SOURCES) $(FAULT_SOURCES) $(PORTABLE_SOURCES) $(BENCH_SOURCES))) $(EXAMPLE_PROGRAMS:=.d) \
    $(patsubst %.c,$(BUILD)/pic/%.d,$(SOURCES)) $(BUILD)/tests/portability/tell.d
