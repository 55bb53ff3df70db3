#include "selection.h" /* until the next commit */
