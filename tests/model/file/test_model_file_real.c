/* Opening what lies on a real disk: what is no file, and files as other programs wrote them. */
#define _DEFAULT_SOURCE      /* mkfifo, symlink, posix_fadvise, mincore */
#define _FILE_OFFSET_BITS 64 /* files over 2 GiB on 32-bit systems */

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "emel/model/dtype.h"
#include "emel/model/file.h"
#include "emel/model/metadata.h"
#include "support/real_files.h"
#include "model/file/suites.h"
#include "support/temp.h"

static void check_path(const char *path, enum emel_model_file_error error, int os_error)
{
    struct emel_failure why;

    ck_assert_ptr_null(emel_model_file_open(path, NULL, &why));
    ck_assert_str_eq(why.name, emel_model_file_error_name((uint32_t)error));
    ck_assert_int_eq(why.os_error, os_error);
}

START_TEST(pipes_empty_folders_devices_and_loops_are_refused_at_once)
{
    char path[TEMP_PATH_BYTES];

    temp_path(path, "pipe");
    ck_assert_int_eq(mkfifo(path, 0600), 0);
    check_path(path, EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, 0);
    check_path(temp_folder(), EMEL_MODEL_FILE_FOLDER, 0);
    check_path("/dev/null", EMEL_MODEL_FILE_UNSUPPORTED_RESOURCE, 0);
    temp_path(path, "loop");
    ck_assert_int_eq(symlink(path, path), 0);
    check_path(path, EMEL_MODEL_FILE_OPEN_FAILED, ELOOP);
    temp_path(path, "missing");
    check_path(path, EMEL_MODEL_FILE_OPEN_FAILED, ENOENT);
    check_path("/proc/self/status", EMEL_MODEL_FILE_TRUNCATED, 0);
}
END_TEST

START_TEST(a_file_by_the_writer_of_ggml_is_read)
{
    struct emel_model_file *file = real_open("silero-f32.gguf");
    const struct emel_tensor_record *record;
    uint32_t count;

    if (!file)
        return;
    emel_model_file_tensors(file, &count);
    ck_assert_uint_eq(count, 15);
    record = emel_model_file_find(file, "stft_conv.weight");
    ck_assert_ptr_nonnull(record);
    ck_assert_uint_eq(record->dtype, EMEL_DTYPE_F32);
    ck_assert_uint_eq(record->file_offset % 32, 0);
    emel_model_file_close(file);
}
END_TEST

START_TEST(a_file_by_the_writer_of_hyllama_is_read)
{
    struct emel_model_file *file = real_open("hyllama_dummy.gguf");
    const struct emel_tensor_record *record;
    struct emel_metadata entry;
    uint32_t count;

    if (!file)
        return;
    emel_model_file_tensors(file, &count);
    ck_assert_uint_eq(count, 10);
    record = emel_model_file_find(file, "tensor_3");
    ck_assert_ptr_nonnull(record);
    ck_assert_uint_eq(record->rank, 4);
    ck_assert_uint_eq(record->shape[0], 7);
    ck_assert_uint_eq(record->shape[3], 3);
    ck_assert_uint_eq(record->file_offset, 8608);
    ck_assert_uint_eq(record->byte_size, 588);
    ck_assert_uint_eq(emel_model_file_metadata_count(file), 15);
    ck_assert(emel_model_file_metadata_find(file, "some.parameter.int16", &entry));
    ck_assert_int_eq(entry.value.i, -4661);
    ck_assert(emel_model_file_metadata_find(file, "some.parameter.arr.str", &entry));
    ck_assert_uint_eq(entry.count, 3);
    ck_assert_uint_eq(entry.element_type, EMEL_METADATA_STRING);
    emel_model_file_close(file);
}
END_TEST

#define CACHE_BYTES ((size_t)4 << 20)

/* How many bytes of a file are in the page cache. */
static size_t cached_bytes(int fd)
{
    unsigned char pages[CACHE_BYTES / 4096];
    void *mapped = mmap(NULL, CACHE_BYTES, PROT_READ, MAP_SHARED, fd, 0);
    size_t cached = 0;

    ck_assert(mapped != MAP_FAILED);
    ck_assert_int_eq(mincore(mapped, CACHE_BYTES, pages), 0);
    munmap(mapped, CACHE_BYTES);
    for (size_t i = 0; i < sizeof pages; i++)
        cached += (pages[i] & 1) * (size_t)4096;
    return cached;
}

/* A header, and data that is on the disk but not in the page cache. */
START_TEST(opening_a_file_reads_no_more_of_it_than_the_header_needs)
{
    static const unsigned char header[] = "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
    const struct temp_file made = temp_file(1, CACHE_BYTES);
    struct emel_model_file *file;
    int fd = open(made.path, O_RDWR | O_CLOEXEC);

    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, header, sizeof header - 1, 0), sizeof header - 1);
    ck_assert_int_eq(pwrite(fd, "\0\0\0\0\0\0\0\0", 8, 16), 8);
    ck_assert_int_eq(fsync(fd), 0);
    ck_assert_int_eq(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
    if (sysconf(_SC_PAGESIZE) == 4096 && cached_bytes(fd) == 0) { /* else nothing can be seen */
        file = emel_model_file_open(made.path, NULL, NULL);
        ck_assert_ptr_nonnull(file);
        ck_assert_uint_le(cached_bytes(fd), (size_t)64 << 10);
        emel_model_file_close(file);
    }
    close(fd);
}
END_TEST

/* Of 64 GiB, all of them one array; it takes no space on the disk. */
START_TEST(a_sparse_header_of_64_gib_is_refused_within_a_second)
{
    static const unsigned char types[] = { 7, 10, 8, 9 };
    unsigned char header[] = "GGUF\3\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0"
                             "\1\0\0\0\0\0\0\0k\x9\0\0\0t\0\0\0\0\0\0\0\1";
    const struct temp_file made = temp_hole(1, UINT64_C(64) << 30);
    struct emel_failure why;
    const time_t before = time(NULL);
    int fd = open(made.path, O_WRONLY | O_CLOEXEC);

    header[37] = types[_i];
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(pwrite(fd, header, sizeof header, 0), sizeof header);
    close(fd);
    ck_assert_ptr_null(emel_model_file_open(made.path, NULL, &why));
    ck_assert_str_eq(why.name, "LIMIT");
    ck_assert_uint_eq(why.limit, 256 << 20);
    ck_assert_int_le(time(NULL) - before, 1);
}
END_TEST

Suite *model_file_real_suite(void)
{
    Suite *suite = suite_create("model/file: real");
    TCase *real = tcase_create("real");

    tcase_add_unchecked_fixture(real, temp_enter, temp_leave);
    tcase_add_test(real, pipes_empty_folders_devices_and_loops_are_refused_at_once);
    tcase_add_test(real, a_file_by_the_writer_of_ggml_is_read);
    tcase_add_test(real, a_file_by_the_writer_of_hyllama_is_read);
    tcase_add_test(real, opening_a_file_reads_no_more_of_it_than_the_header_needs);
    tcase_add_loop_test(real, a_sparse_header_of_64_gib_is_refused_within_a_second, 0, 4);
    suite_add_tcase(suite, real);
    return suite;
}
