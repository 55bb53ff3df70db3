#include "emel/model/file/gguf/gguf.h" /* until the next commit */
