#include "interrupt.h" /* until the next commit */
