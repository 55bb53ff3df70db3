#include "emel/model/file/catalog.h" /* until the next commit */
