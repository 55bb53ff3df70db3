#include "commands.h" /* until the next commit */
