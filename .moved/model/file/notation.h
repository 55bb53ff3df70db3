#include "support/notation.h" /* until the next commit */
