#include "support/memory_files.h" /* until the next commit */
