# What is made of spec/: gen/, which is committed and only `make gen` writes (it needs
# Ragel 6.10), the pictures of the README, and the charts as SVG.

gen: ## generate gen/ from spec/ (needs ragel 6.10), and the README's pictures
	RAGEL=$(RAGEL) sh tools/generate/gen.sh gen
	sh tools/generate/readme.sh update README.md
.PHONY: gen

CHARTS := $(patsubst gen/%.dot,$(BUILD)/%.svg,$(sort $(wildcard gen/*.dot)))

$(BUILD)/%.svg: gen/%.dot
	@mkdir -p $(@D)
	dot -Tsvg $< -o $@

charts: $(CHARTS) ## draw the charts as SVG below BUILD (needs graphviz)
.PHONY: charts

# Without ragel half of this is skipped, and says so; in CI nothing required may skip.
check-gen: ## check that gen/ and the README's pictures are up to date
	@sh tools/generate/readme.sh check README.md
	@if command -v $(RAGEL) >/dev/null; then \
	    rm -rf $(BUILD)/check-gen && RAGEL=$(RAGEL) sh tools/generate/gen.sh $(BUILD)/check-gen && \
	    diff -r gen $(BUILD)/check-gen && echo "check-gen: gen/ is fresh"; \
	elif [ -n "$$CI" ]; then echo "check-gen: ragel is missing" >&2; exit 1; \
	else echo "check-gen: skipped, ragel is missing"; fi
.PHONY: check-gen
