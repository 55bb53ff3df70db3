#include "support/ledger.h" /* until the next commit */
