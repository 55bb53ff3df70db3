#include "files.h" /* until the next commit */
