# The benchmark.

BENCH_SOURCES := $(sort $(wildcard tools/bench/*.c))

# Opening stands beside jansson where that is installed.
BENCH_CFLAGS = $(eval BENCH_CFLAGS := $$(shell $(PKG_CONFIG) --exists jansson && \
    echo -DBENCH_JANSSON && $(PKG_CONFIG) --cflags jansson))$(BENCH_CFLAGS)
BENCH_LIBS   = $(eval BENCH_LIBS := $$(shell $(PKG_CONFIG) --exists jansson && \
    $(PKG_CONFIG) --libs jansson))$(BENCH_LIBS)

$(BUILD)/tools/bench/open.o: override CPPFLAGS += $(BENCH_CFLAGS)

$(BUILD)/bench: $(call objects,$(BENCH_SOURCES)) $(LIBRARY)
	$(LINK) $^ -o $@ $(BENCH_LIBS) -lm

bench: $(BUILD)/bench $(COMMAND) ## compare loading with other ways to read a file (BENCH_PARTS, BENCH_BYTES, BENCH_FILE)
	EMEL=$(COMMAND) $(BUILD)/bench
	@+$(MAKE) --no-print-directory stream-ratio
.PHONY: bench

bench-plot: ## draw the results of bench as SVG and PNG (needs gnuplot)
	@test -s $(BUILD)/bench_ratios.tsv || { echo "bench-plot: run make bench first" >&2; exit 1; }
	gnuplot -e "dir='$(BUILD)'" tools/bench/plot.gp
.PHONY: bench-plot
