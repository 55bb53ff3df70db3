#include "support/opening.h" /* until the next commit */
