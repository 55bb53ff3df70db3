#include "support/json_tables.h" /* until the next commit */
