#include "support/file_sets.h" /* until the next commit */
