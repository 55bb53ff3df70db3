#include "command/suites.h" /* until the next commit */
