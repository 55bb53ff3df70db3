#include "emel/model/file/safetensors/safetensors.h" /* until the next commit */
