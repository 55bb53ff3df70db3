#include "support/retained.h" /* until the next commit */
