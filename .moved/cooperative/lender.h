#include "support/lender_strategy.h" /* until the next commit */
