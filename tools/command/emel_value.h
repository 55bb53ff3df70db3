#include "value.h" /* until the next commit */
