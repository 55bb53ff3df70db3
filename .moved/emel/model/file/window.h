#include "emel/model/file/read_buffer.h" /* until the next commit */
