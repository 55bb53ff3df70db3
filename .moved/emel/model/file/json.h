#include "emel/model/file/json/json.h" /* until the next commit */
