#include "emel/errors.h"

#include "emel/io/read.h"

EMEL__DEFINE_ERRORS(emel_io_read, EMEL_IO_READ_ERRORS)
