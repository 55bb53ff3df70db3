#include "support/command.h" /* until the next commit */
