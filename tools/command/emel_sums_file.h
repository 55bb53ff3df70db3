#include "sums_file.h" /* until the next commit */
