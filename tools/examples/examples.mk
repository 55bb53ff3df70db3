# The examples: each is built against the public headers alone, and run.

# Those that need another library have targets of their own.
OTHER_EXAMPLES := tools/examples/http_range.c
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

examples: $(EXAMPLE_PROGRAMS) ## build what is in tools/examples
.PHONY: examples

check-examples: all examples shared $(MAKE_MODEL) ## run the examples on the sample model
	@for example in $(EXAMPLE_PROGRAMS); do \
	    $(RUN) $$example tests/sample.gguf >$$example.out 2>&1 || { cat $$example.out >&2; exit 1; }; done
	@timeout 120 sh tests/examples/layer_window.sh $(BUILD)/tools/examples/layer_window $(MAKE_MODEL) $(BUILD)/examples
	@for python in $(PYTHON); do \
	    if $$python -c 'import numpy' 2>/dev/null; then \
	        exec $$python tests/examples/emel_python.py $(COMMAND) $(SHARED) tests/sample.gguf $(BUILD)/examples; fi; \
	done; \
	if [ -n "$$CI" ]; then echo "check-examples: numpy is missing" >&2; exit 1; \
	else echo "check-examples: python/emel.py skipped, numpy is missing"; fi
.PHONY: check-examples

# --- over HTTP ----------------------------------------------------------------------

deps-http: deps ## install what check-http needs besides: nginx-light and libcurl
	@sh tools/packaging/deps.sh nginx-light libcurl4-openssl-dev python3
.PHONY: deps-http

HTTP_RANGE := $(BUILD)/tools/examples/http_range

# Less patient than the example, so that the test of a silent server is short.
$(HTTP_RANGE): tools/examples/http_range.c $(HEADERS) $(LIBRARY)
	@mkdir -p $(@D)
	$(CC) $(STRICT) -Iinclude $(CPPFLAGS) $(CFLAGS) -DSTALL_SECONDS=2 $(LDFLAGS) $< $(LIBRARY) \
	    $(shell $(PKG_CONFIG) --cflags --libs libcurl) -pthread -o $@

check-http: all $(HTTP_RANGE) $(MAKE_MODEL) ## load models from an nginx on a loopback port (make deps-http)
	PATH=$$PATH:/usr/sbin timeout 240 sh tests/examples/http.sh "$(RUN) $(HTTP_RANGE)" $(MAKE_MODEL) $(COMMAND) $(BUILD)/http
.PHONY: check-http
