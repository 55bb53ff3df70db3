#include "emel/model/tensor/pending.h" /* until the next commit */
