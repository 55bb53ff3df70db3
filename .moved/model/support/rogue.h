#include "support/rogue_strategy.h" /* until the next commit */
