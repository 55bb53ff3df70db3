#include "support/reading.h" /* until the next commit */
