#include "shape.h"

#include <string.h>

#include "format.h"

size_t shape_write(char *text, size_t room, const struct emel_tensor_record *record)
{
    static const char cut[] = "...", scalar[] = "scalar";
    size_t used = 0;

    if (record->rank == 0) {
        memcpy(text, scalar, sizeof scalar);
        return sizeof scalar - 1;
    }
    for (uint32_t i = 0; i < record->rank; i++) {
        if (room - used < FORMAT_BYTES + sizeof cut) {
            memcpy(text + used, cut, sizeof cut);
            return used + sizeof cut - 1;
        }
        used += format_number(text + used, record->shape[i]);
        if (i + 1 < record->rank)
            text[used++] = 'x';
    }
    return used;
}

void shape_json(struct json *json, const char *key, const struct emel_tensor_record *record)
{
    json_open_array(json, key);
    for (uint32_t i = 0; i < record->rank; i++)
        json_number(json, NULL, record->shape[i]);
    json_close(json);
}
