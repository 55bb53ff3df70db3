#include "support/event_log.h" /* until the next commit */
