#include "support/real_files.h" /* until the next commit */
