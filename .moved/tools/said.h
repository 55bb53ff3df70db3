#include "support/command_output.h" /* until the next commit */
