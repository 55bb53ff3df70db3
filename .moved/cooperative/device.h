#include "support/device_strategy.h" /* until the next commit */
