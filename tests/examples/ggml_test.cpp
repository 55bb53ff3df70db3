// ggml_test MODEL SCRATCH - tests tools/examples/ggml_load.hpp over a ggml of its own, whose device
// copies as late as it may: when an event or the backend is waited for.
#include <algorithm>
#include <cstdio>
#include <cstring>
#include <deque>
#include <fstream>
#include <memory>
#include <unistd.h>

#include "ggml_load.hpp"

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            std::fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #condition);               \
            std::exit(1);                                                                          \
        }                                                                                          \
    } while (0)

// --- ggml ---------------------------------------------------------------------------------------

struct ggml_context {
    std::deque<ggml_tensor> tensors;
};

struct ggml_backend_buffer {
    bool host = false;
    std::vector<std::vector<char>> memory;
};

struct copy {
    ggml_tensor *tensor;
    const void *data;
    size_t offset, size;
};

struct ggml_backend_device {
    bool has_events = true;
};

struct ggml_backend {
    ggml_backend_device device;
    std::deque<copy> queue;
    size_t done = 0, given = 0, most = 0;
};

struct ggml_backend_event {
    ggml_backend *backend = nullptr;
    size_t at = 0;
};

static int events;

static void do_copies(ggml_backend *backend, size_t until)
{
    for (; backend->done < until; backend->done++) {
        const copy &c = backend->queue.front();

        std::memcpy(static_cast<char *>(c.tensor->data) + c.offset, c.data, c.size);
        backend->queue.pop_front();
    }
}

extern "C" {

ggml_tensor *ggml_get_first_tensor(const ggml_context *context)
{
    return context->tensors.empty() ? nullptr
                                    : const_cast<ggml_tensor *>(&context->tensors.front());
}

ggml_tensor *ggml_get_next_tensor(const ggml_context *context, ggml_tensor *tensor)
{
    for (size_t i = 0; i + 1 < context->tensors.size(); i++)
        if (&context->tensors[i] == tensor)
            return const_cast<ggml_tensor *>(&context->tensors[i + 1]);
    return nullptr;
}

const char *ggml_get_name(const ggml_tensor *tensor)
{
    return tensor->name;
}

size_t ggml_nbytes(const ggml_tensor *tensor)
{
    uint64_t bytes = 0, elements = 1;

    for (int64_t extent : tensor->ne)
        elements *= static_cast<uint64_t>(extent);
    CHECK(emel_dtype_bytes(tensor->type, elements, &bytes));
    return bytes;
}

bool ggml_backend_buffer_is_host(ggml_backend_buffer_t buffer)
{
    return buffer->host;
}

void ggml_backend_buffer_free(ggml_backend_buffer_t buffer)
{
    delete buffer;
}

void ggml_backend_tensor_set(ggml_tensor *tensor, const void *data, size_t offset, size_t size)
{
    CHECK(offset + size <= ggml_nbytes(tensor));
    std::memcpy(static_cast<char *>(tensor->data) + offset, data, size);
}

void ggml_backend_tensor_set_async(ggml_backend_t backend, ggml_tensor *tensor, const void *data,
                                   size_t offset, size_t size)
{
    CHECK(offset + size <= ggml_nbytes(tensor));
    backend->queue.push_back({ tensor, data, offset, size });
    backend->given++;
    backend->most = std::max(backend->most, backend->queue.size());
}

void ggml_backend_synchronize(ggml_backend_t backend)
{
    do_copies(backend, backend->given);
}

ggml_backend_dev_t ggml_backend_get_device(ggml_backend_t backend)
{
    return &backend->device;
}

ggml_backend_event_t ggml_backend_event_new(ggml_backend_dev_t device)
{
    events += device->has_events;
    return device->has_events ? new ggml_backend_event : nullptr;
}

void ggml_backend_event_free(ggml_backend_event_t event)
{
    events -= event != nullptr;
    delete event;
}

void ggml_backend_event_record(ggml_backend_event_t event, ggml_backend_t backend)
{
    *event = { backend, backend->given };
}

void ggml_backend_event_synchronize(ggml_backend_event_t event)
{
    if (event->backend)
        do_copies(event->backend, event->at);
}

ggml_backend_buffer_t ggml_backend_cpu_buffer_from_ptr(void *memory, size_t size)
{
    CHECK(reinterpret_cast<uintptr_t>(memory) % 32 == 0 && size > 0);
    return new ggml_backend_buffer{ true, {} };
}

ggml_status ggml_backend_tensor_alloc(ggml_backend_buffer_t buffer, ggml_tensor *tensor,
                                      void *address)
{
    tensor->buffer = buffer;
    tensor->data = address;
    return GGML_STATUS_SUCCESS;
}
}

// --- tests ---------------------------------------------------------------------------------------

static ggml_tensor *add(ggml_context &context, const emel_tensor_record &record,
                        ggml_backend_buffer *buffer)
{
    ggml_tensor tensor = {};

    tensor.type = static_cast<ggml_type>(record.dtype);
    for (uint32_t i = 0; i < GGML_MAX_DIMS; i++)
        tensor.ne[i] = i < record.rank ? static_cast<int64_t>(record.shape[i]) : 1;
    std::snprintf(tensor.name, sizeof tensor.name, "%s", record.name);
    if (buffer) {
        buffer->memory.emplace_back(record.byte_size);
        tensor.buffer = buffer;
        tensor.data = buffer->memory.back().data();
    }
    context.tensors.push_back(tensor);
    return &context.tensors.back();
}

struct file {
    explicit file(const char *path) : file_(emel_model_file_open(path, nullptr, nullptr))
    {
        CHECK(file_);
        records = emel_model_file_tensors(file_, &count);
    }
    ~file()
    {
        emel_model_file_close(file_);
    }
    bool has(const ggml_tensor &tensor) const
    {
        const emel_tensor_record *record = emel_model_file_find(file_, tensor.name);
        uint32_t files;
        std::vector<char> wanted(record->byte_size);

        CHECK(pread(emel_model_file_files(file_, &files)->fd, wanted.data(), wanted.size(),
                    static_cast<off_t>(record->file_offset)) ==
              static_cast<ssize_t>(wanted.size()));
        return std::memcmp(wanted.data(), tensor.data, wanted.size()) == 0;
    }

    emel_model_file *file_;
    const emel_tensor_record *records;
    uint32_t count = 0;
};

static void tensors_are_loaded_into_host_and_device_buffers(const file &model,
                                                            ggml_backend *backend)
{
    ggml_backend_buffer host{ true, {} }, device;
    ggml_context context;
    emel_ggml::loader loader(model.file_);
    std::string error;
    uint64_t done = 0, total = 0;

    for (uint32_t i = 0; i < model.count; i++)
        add(context, model.records[i], i % 3 ? &device : &host);
    ggml_tensor *tied = add(context, model.records[0], &device);
    loader.backend = backend;
    loader.staging_bytes = 16384;
    loader.progress = [&](uint64_t now, uint64_t all) {
        CHECK(now >= done && now <= all);
        done = now, total = all;
        return true;
    };
    loader.add(&context);
    CHECK(loader.load(error) && error.empty());
    CHECK(done == total && total > 0 && events == 0);
    CHECK(model.has(*tied));
    for (const ggml_tensor &tensor : context.tensors)
        CHECK(model.has(tensor));
}

static void copies_run_beside_the_reading(const file &model)
{
    ggml_backend backend;

    tensors_are_loaded_into_host_and_device_buffers(model, &backend);
    CHECK(backend.most > 1 && backend.queue.empty());
    backend.device.has_events = false;
    tensors_are_loaded_into_host_and_device_buffers(model, &backend);
}

static void progress_that_says_no_cancels(const file &model)
{
    ggml_backend_buffer device;
    ggml_context context;
    emel_ggml::loader loader(model.file_);
    std::string error;

    for (uint32_t i = 0; i < model.count; i++)
        add(context, model.records[i], &device);
    loader.staging_bytes = 16384;
    loader.progress = [](uint64_t done, uint64_t) { return done < 100000; };
    loader.add(&context);
    CHECK(!loader.load(error));
    CHECK(error.find("CANCELLED") == 0 && error.find('\n') == std::string::npos);
}

static void what_does_not_match_is_one_line(const file &model)
{
    ggml_backend_buffer host{ true, {} };
    std::string error;

    for (int what = 0; what < 3; what++) {
        ggml_context context;
        emel_ggml::loader loader(model.file_);
        ggml_tensor *tensor = add(context, model.records[0], &host);

        if (what == 0)
            tensor->ne[1]++;
        else if (what == 1)
            tensor->type = GGML_TYPE_F32;
        else
            std::strcpy(tensor->name, "nothing");
        loader.add(&context);
        CHECK(!loader.load(error) && error.find(tensor->name) != std::string::npos);
    }
}

static void a_file_that_shrinks_is_one_line(const char *path, bool in_host)
{
    const file model(path);
    ggml_backend_buffer buffer{ in_host, {} };
    ggml_context context;
    emel_ggml::loader loader(model.file_);
    std::string error;

    for (uint32_t i = 0; i < model.count; i++)
        add(context, model.records[i], &buffer);
    loader.add(&context);
    CHECK(truncate(path, 100000) == 0);
    CHECK(!loader.load(error) && error.find(path) != std::string::npos);
}

static void a_loaded_model_lends_its_memory(const char *path, const file &file)
{
    emel_model *model = emel_model_open(path, nullptr, nullptr);
    ggml_context context;
    ggml_backend_buffer_t buffer;
    std::string error;

    for (uint32_t i = 0; i < file.count; i++)
        add(context, file.records[i], nullptr);
    CHECK(!emel_ggml::lend(model, &context, error) && !error.empty()); // nothing is resident
    CHECK(emel_model_load(model, nullptr, nullptr));
    buffer = emel_ggml::lend(model, &context, error);
    CHECK(buffer && error.empty());
    for (const ggml_tensor &tensor : context.tensors) {
        CHECK(tensor.data == emel_model_find(model, tensor.name)->data);
        CHECK(file.has(tensor));
    }
    ggml_backend_buffer_free(buffer);
    emel_model_close(model);
}

static void copy_file(const char *from, const char *to)
{
    std::ofstream(to, std::ios::binary) << std::ifstream(from, std::ios::binary).rdbuf();
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    const file model(argv[1]);

    tensors_are_loaded_into_host_and_device_buffers(model, nullptr);
    copies_run_beside_the_reading(model);
    progress_that_says_no_cancels(model);
    what_does_not_match_is_one_line(model);
    for (bool in_host : { false, true }) {
        copy_file(argv[1], argv[2]);
        a_file_that_shrinks_is_one_line(argv[2], in_host);
    }
    a_loaded_model_lends_its_memory(argv[1], model);
    std::remove(argv[2]);
    return 0;
}
