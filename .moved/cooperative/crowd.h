#include "support/crowd.h" /* until the next commit */
