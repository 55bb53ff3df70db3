# The examples: each is built against the public headers alone, and run.

EXAMPLES      := $(sort $(wildcard tools/examples/*.c tools/examples/*.cpp))

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
