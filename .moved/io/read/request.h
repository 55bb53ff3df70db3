#include "support/request.h" /* until the next commit */
