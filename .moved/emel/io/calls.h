#include "emel/io/retry.h" /* until the next commit */
