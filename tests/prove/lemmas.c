#include "lemmas.h"

void lemmas(void)
{
    //@ check reached: \false;
}
