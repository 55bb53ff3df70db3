#include "support/storage_model.h" /* until the next commit */
