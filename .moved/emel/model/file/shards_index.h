#include "emel/model/file/safetensors/index.h" /* until the next commit */
