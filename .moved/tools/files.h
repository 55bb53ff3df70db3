#include "support/command_files.h" /* until the next commit */
