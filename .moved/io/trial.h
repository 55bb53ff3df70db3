#include "support/trial.h" /* until the next commit */
