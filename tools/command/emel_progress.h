#include "progress.h" /* until the next commit */
