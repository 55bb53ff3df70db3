#include "json.h" /* until the next commit */
