#include "emel/model/file/safetensors/dtype.h" /* until the next commit */
