#include "support/counting_system.h" /* until the next commit */
