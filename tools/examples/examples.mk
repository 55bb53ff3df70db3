# The examples: each is built against the public headers alone, and run.

# Those that need another library have targets of their own.
OTHER_EXAMPLES := $(wildcard tools/examples/http_*.c tools/examples/mpi_*.c) tools/examples/stream.c
EXAMPLES       := $(sort $(filter-out $(OTHER_EXAMPLES),$(wildcard tools/examples/*.c tools/examples/*.cpp)))

EXAMPLE_PROGRAMS := $(patsubst %,$(BUILD)/%,$(basename $(EXAMPLES)))
PYTHON           ?= python3 /usr/bin/python3 # the first of these that has numpy

$(BUILD)/%.o: %.cpp
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -Wall -Wextra -Wpedantic -Wconversion -Wshadow $(WERROR) -Iinclude \
	    $(CPPFLAGS) $(CXXFLAGS) -MMD -MP -pthread -c $< -o $@

$(EXAMPLE_PROGRAMS): %: %.o $(LIBRARY)
	$(LINK) $^ -o $@
$(BUILD)/tools/examples/raii: LINK = $(CXX) $(CXXFLAGS) $(LDFLAGS) -pthread

# Writes models for the examples that need bigger ones than the sample.
MAKE_MODEL := $(BUILD)/make_model
$(MAKE_MODEL): $(call objects,tests/examples/make_model.c)
	$(LINK) $^ -o $@

# As any program would: the public headers and nothing of src/.
$(EXAMPLE_PROGRAMS:=.o): INCLUDES = -Iinclude

examples: $(EXAMPLE_PROGRAMS) ## build what is in tools/examples
.PHONY: examples

# Made to be copied, so these are tested as parts of programs of the tests.
STREAM := $(call objects,tools/examples/stream.c)
$(STREAM): INCLUDES = -Iinclude

$(call objects,$(wildcard tests/examples/stream*.c)): INCLUDES = -Iinclude -Itools/examples

$(BUILD)/stream_test: $(call objects,tests/examples/stream_test.c) $(STREAM) $(LIBRARY)
	$(LINK) $^ -o $@

$(BUILD)/stream_ratio: $(call objects,tests/examples/stream_ratio.c tests/examples/stream_measure.c) $(STREAM) $(LIBRARY)
	$(LINK) $^ -o $@

# Against a ggml of the test's own; and, if GGML_DIR names an installed one, compiled against that.
$(BUILD)/ggml_test: tests/examples/ggml_test.cpp tools/examples/ggml_load.hpp $(wildcard tests/examples/stub/*.h) $(STREAM) $(LIBRARY)
	@mkdir -p $(@D)
	$(CXX) -std=c++17 -Wall -Wextra -Wpedantic -Wconversion -Wshadow $(WERROR) -Iinclude -Itools/examples -Itests/examples/stub \
	    $(CPPFLAGS) $(CXXFLAGS) $(LDFLAGS) $< $(STREAM) $(LIBRARY) -pthread -o $@
	$(if $(GGML_DIR),echo '#include "tools/examples/ggml_load.hpp"' | $(CXX) -std=c++17 -Wall -Iinclude -I. \
	    -I$(GGML_DIR)/include -fsyntax-only -x c++ -)

STREAM_MIB ?= 800 # about
stream-ratio: $(BUILD)/stream_ratio $(MAKE_MODEL) ## measure how much of an upload overlaps with reading
	@$(MAKE_MODEL) $(BUILD)/stream.gguf $$(($(STREAM_MIB) / 20)) 1024 2816 4096
	@sync $(BUILD)/stream.gguf; $(BUILD)/stream_ratio $(BUILD)/stream.gguf; status=$$?; rm $(BUILD)/stream.gguf; exit $$status
.PHONY: stream-ratio

check-examples: all examples shared $(MAKE_MODEL) $(BUILD)/stream_test $(BUILD)/ggml_test ## run the examples on the sample model
	@sh tests/examples/listed.sh
	@for example in $(EXAMPLE_PROGRAMS); do \
	    $(RUN) $$example tests/sample.gguf >$$example.out 2>&1 || { cat $$example.out >&2; exit 1; }; done
	@rm -rf $(BUILD)/examples && mkdir -p $(BUILD)/examples
	@sh tests/examples/failures.sh $(BUILD)/examples $(EXAMPLE_PROGRAMS)
	@$(MAKE_MODEL) $(BUILD)/examples/model.gguf 12 1024 2816 4096 # 235 MiB: 12 layers of 19, and 8 of no layer
	@timeout 120 sh tests/examples/layer_window.sh $(BUILD)/tools/examples/layer_window $(BUILD)/examples/model.gguf $(BUILD)/examples
	@timeout 60 $(BUILD)/stream_test tests/sample.gguf $(BUILD)/examples/model.gguf $(BUILD)/examples/shrinks.gguf
	@timeout 60 $(BUILD)/ggml_test tests/sample.gguf $(BUILD)/examples/shrinks.gguf
	@rm $(BUILD)/examples/*.gguf
	@for python in $(PYTHON); do \
	    if $$python -c 'import numpy' 2>/dev/null; then \
	        exec $$python tests/examples/emel_python.py $(COMMAND) $(SHARED) tests/sample.gguf $(BUILD)/examples; fi; \
	done; \
	if [ -n "$$CI" ]; then echo "check-examples: numpy is missing" >&2; exit 1; \
	else echo "check-examples: python/emel.py skipped, numpy is missing"; fi
.PHONY: check-examples

# --- over HTTP ----------------------------------------------------------------------

deps-http: deps ## install what check-http also needs: nginx-light and libcurl
	@sh tools/packaging/deps.sh nginx-light libcurl4-openssl-dev python3
.PHONY: deps-http

HTTP_RANGE := $(BUILD)/tools/examples/http_range

# Less patient than the example, so that the test of a silent server is short.
$(HTTP_RANGE): $(wildcard tools/examples/http_*.c) $(wildcard tools/examples/http_*.h) $(HEADERS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(STRICT) -Iinclude $(CPPFLAGS) $(CFLAGS) -DSTALL_SECONDS=2 $(LDFLAGS) $(filter %.c,$^) $(LIBRARY) \
	    $(shell $(PKG_CONFIG) --cflags --libs libcurl) -pthread -o $@

check-http: all $(HTTP_RANGE) $(MAKE_MODEL) ## load models from an nginx on a loopback port (make deps-http)
	PATH=$$PATH:/usr/sbin timeout 240 sh tests/examples/http.sh "$(RUN) $(HTTP_RANGE)" $(MAKE_MODEL) $(COMMAND) $(BUILD)/http
.PHONY: check-http

# --- over MPI -----------------------------------------------------------------------

deps-mpi: deps ## install what check-mpi also needs: Open MPI
	@sh tools/packaging/deps.sh openmpi-bin libopenmpi-dev python3 strace
.PHONY: deps-mpi

MPI_RANKS := $(BUILD)/tools/examples/mpi_ranks
MPICC     ?= mpicc

$(MPI_RANKS): $(wildcard tools/examples/mpi_*.c) tools/examples/mpi_ranks.h $(HEADERS) $(LIBRARY)
	@mkdir -p $(@D)
	OMPI_CC="$(CC)" $(MPICC) $(STRICT) -Iinclude $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) $(filter %.c,$^) $(LIBRARY) \
	    $(shell $(PKG_CONFIG) --cflags --libs libxxhash) -pthread -o $@

check-mpi: all $(MPI_RANKS) $(MAKE_MODEL) ## load slices on four ranks of this machine (make deps-mpi)
	timeout 200 sh tests/examples/mpi.sh $(MPI_RANKS) $(MAKE_MODEL) $(COMMAND) $(BUILD)/mpi
.PHONY: check-mpi

-include $(patsubst %.c,$(BUILD)/%.d,$(wildcard tests/examples/*.c) tools/examples/stream.c)
