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

# A page for each function, which is that of its header.
$(BUILD)/man/functions: tools/packaging/functions.sh $(wildcard tools/packaging/man/*.scd) $(HEADERS)
	@rm -rf $@ && mkdir -p $@
	sh tools/packaging/functions.sh | while read -r name page; do \
	    echo ".so man3/$$page" >$@/$$name.3 || exit 1; done

man: $(if $(SCDOC),$(MAN_PAGES:%=$(BUILD)/man/%) $(BUILD)/man/functions) ## make the manual pages (needs scdoc)
	@$(if $(SCDOC),:,echo "man: skipped: scdoc is missing")
.PHONY: man

# --- for pkg-config and CMake ---------------------------------------------------------

PACKAGE_FILES := $(patsubst tools/packaging/%.in,$(BUILD)/%,$(sort $(wildcard tools/packaging/*.in)))

.PHONY: $(PACKAGE_FILES) # PREFIX may be another than last time
$(PACKAGE_FILES): $(BUILD)/%: tools/packaging/%.in
	@mkdir -p $(@D)
	PREFIX=$(call quote,$(PREFIX)) LIBDIR=$(call quote,$(LIBDIR)) INCLUDEDIR=$(call quote,$(INCLUDEDIR)) \
	    VERSION=$(VERSION) sh tools/packaging/fill.sh $< >$@

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

check-dist: dist ## unpack the tarball in a folder with spaces, and run every test there without Ragel
	rm -rf $(BUILD)/dist && mkdir -p "$(BUILD)/dist/a folder"
	tar -xzf $(TARBALL).gz -C "$(BUILD)/dist/a folder"
	CI= $(MAKE) -C "$(BUILD)/dist/a folder/$(RELEASE)" check BUILD=build RAGEL=no-ragel
.PHONY: check-dist

check-install: all shared man ## install below BUILD, use the installation, and uninstall it
	@+MAKE="$(MAKE)" PKG_CONFIG="$(PKG_CONFIG)" sh tests/install/install.sh $(BUILD) "$(CC)" "$(CXX)"
.PHONY: check-install
