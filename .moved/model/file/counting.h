#include "support/counting_allocator.h" /* until the next commit */
