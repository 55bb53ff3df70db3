#include "support/plain_gguf.h" /* until the next commit */
