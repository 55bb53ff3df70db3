#include "emel/io/read/stream.h" /* until the next commit */
