/* Numbers of 1 to 8 bytes in a GGUF header, over any bytes: src/emel/model/file/gguf/cursor.c. */
#include "emel/model/file/gguf/cursor.c"

static unsigned char read_bytes[8];

const unsigned char *emel__reader_at(struct emel__reader *reader, uint64_t offset, size_t bytes)
{
    (void)reader, (void)offset;
    for (size_t i = 0; i < sizeof read_bytes; i++)
        read_bytes[i] = (unsigned char)any_of(256);
    return any_of(2) && bytes <= sizeof read_bytes ? read_bytes : 0;
}

bool emel__reader_allow_header(const struct emel__reader *reader, uint64_t end,
                               uint64_t file_offset, const char *subject)
{
    (void)reader, (void)end, (void)file_offset, (void)subject;
    return any_of(2);
}

bool emel__reader_fail_numbers(const struct emel__reader *reader, enum emel_model_file_error error,
                               uint64_t file_offset, const char *subject, uint64_t value,
                               uint64_t limit)
{
    (void)reader, (void)error, (void)file_offset, (void)subject, (void)value, (void)limit;
    return false;
}

static void number_of(size_t bytes, uint64_t largest)
{
    static struct emel__reader reader;
    struct emel__gguf_cursor cursor = { .reader = &reader };
    uint64_t number;

    reader.end = any_u64();
    if (!emel__gguf_number(&cursor, bytes, &number, 0))
        return;
    /*@ assert of_its_bytes: number <= largest; */
    /*@ assert behind_it: cursor.at == bytes; */
}

void number_of_a_header(void)
{
    number_of(1, UINT8_MAX);
    number_of(2, UINT16_MAX);
    number_of(4, UINT32_MAX);
    number_of(8, UINT64_MAX);
    //@ check reached: \false;
}
