#include "options.h" /* until the next commit */
