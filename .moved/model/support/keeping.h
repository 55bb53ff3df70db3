#include "support/storage_fixture.h" /* until the next commit */
