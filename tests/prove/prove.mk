# What is proved rather than tested: the arithmetic on numbers from outside, and the drivers of
# the charts.  tests/prove/claims.txt is the table of functions and claims.

PROVE_PACKAGES := frama-c-base why3 cvc4 z3

deps-prove: ## install what prove needs on Debian 12
	@sh tools/packaging/deps.sh $(PROVE_PACKAGES)
.PHONY: deps-prove

prove: ## prove the claims of tests/prove/claims.txt (CLAIMS=words: only these; needs Frama-C)
	@sh tests/prove/prove.sh $(BUILD) $(CLAIMS)
.PHONY: prove

prove-plants: ## plant the faults of tests/prove/plants.txt; prove must report each (minutes)
	@sh tests/prove/plants.sh $(BUILD)
.PHONY: prove-plants
