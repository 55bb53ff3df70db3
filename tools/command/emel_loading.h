#include "loading.h" /* until the next commit */
