/* Model files written as a line of text, whole or malformed.
 *
 *     'text'      these bytes                       z32       32 zero bytes
 *     4:-1        a number of 4 bytes, low first    a65       65 letters a
 *     L( ... )    its length in 8 bytes, then it    x00ff     bytes in hexadecimal
 *     s'text'     the same as L( 'text' )           @32       zeros up to a multiple of 32
 *     5*( ... )   it, five times                    ^         the mark: here it is wrong
 *
 *     "'GGUF' 4:3 8:1 8:0 s'w' ^4:9"                a tensor of nine dimensions */
#ifndef TESTS_SUPPORT_NOTATION_H
#define TESTS_SUPPORT_NOTATION_H

#include <stddef.h>
#include <stdint.h>

#define NOTATION_NO_MARK UINT64_MAX

struct notation {
    unsigned char *bytes; /* of malloc: whoever asked frees it */
    size_t size;
    uint64_t mark; /* bytes before it; NOTATION_NO_MARK: there is none */
};

/* Says so and aborts where the text is no notation. */
struct notation notation(const char *text);

#endif
