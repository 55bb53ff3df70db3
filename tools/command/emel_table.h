#include "table.h" /* until the next commit */
