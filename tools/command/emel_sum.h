#include "sum.h" /* until the next commit */
