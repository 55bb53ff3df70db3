#include "support/kernel_calls.h" /* until the next commit */
