#include "emel/model/file/json/walk.h" /* until the next commit */
