#include "support/history.h" /* until the next commit */
