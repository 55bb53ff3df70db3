#include "summary.h" /* until the next commit */
