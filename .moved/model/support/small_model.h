#include "support/small_model.h" /* until the next commit */
