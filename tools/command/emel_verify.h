#include "verify.h" /* until the next commit */
