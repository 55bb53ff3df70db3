# The manual, and what a release is made of.

# --- the manual ---------------------------------------------------------------------

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

# --- a release ----------------------------------------------------------------------

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

check-install: all shared man ## install below BUILD, use it from outside, and remove it
	@+MAKE="$(MAKE)" PKG_CONFIG="$(PKG_CONFIG)" sh tests/install/install.sh $(BUILD) "$(CC)" "$(CXX)"
.PHONY: check-install
