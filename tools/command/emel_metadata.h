#include "metadata.h" /* until the next commit */
