#include "support/fill_strategy.h" /* until the next commit */
