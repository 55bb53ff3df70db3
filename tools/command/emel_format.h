#include "format.h" /* until the next commit */
