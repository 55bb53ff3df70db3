// Loads a GGUF file into the tensors of a ggml context.  One header, to be copied with stream.c.
//
//     std::string error;
//     emel_ggml::loader loader(file);                 // an open emel_model_file
//     loader.add(context);                            // every tensor of it, by name
//     loader.add("token_embd.weight", output);        // one tensor of the file in a second place
//     if (!loader.load(error)) ...                    // one line
//
// Tensors in host buffers are read where they are.  Those in other buffers come through two staging
// buffers while the next ones are read; with a backend, its copies run beside the reading.
//
// Or the memory stays emel's: lend() makes ggml tensors point at the tensors of a loaded model.
#ifndef GGML_LOAD_HPP
#define GGML_LOAD_HPP

#include <cstdlib>
#include <functional>
#include <string>
#include <vector>

#include <emel/emel.h>
#include <ggml-backend.h>
#include <ggml.h>

#include "stream.h"

namespace emel_ggml
{

inline std::string line(const emel_failure &why)
{
    char text[1024];

    emel_failure_print(text, sizeof text, &why);
    return text;
}

// Whether a tensor of the file is what ggml wants it to be.  An empty string: it is.
inline std::string mismatch(const char *name, uint32_t dtype, const uint64_t *shape, uint32_t rank,
                            const ggml_tensor *tensor)
{
    bool same = dtype == static_cast<uint32_t>(tensor->type) && rank <= GGML_MAX_DIMS;

    for (uint32_t i = 0; same && i < GGML_MAX_DIMS; i++)
        same = static_cast<uint64_t>(tensor->ne[i]) == (i < rank ? shape[i] : 1);
    return same ? "" : "tensor '" + std::string(name) + "' has another type or shape in the file";
}

class loader
{
  public:
    std::function<bool(uint64_t done, uint64_t total)> progress; // false cancels
    ggml_backend_t backend = nullptr; // copies to its buffers may run beside the reading
    size_t staging_bytes = size_t(32) << 20;

    explicit loader(const emel_model_file *file) : file_(file)
    {
    }

    // A tensor of the file goes to this place; to several, if it is added several times.
    void add(const char *name, ggml_tensor *tensor)
    {
        const emel_tensor_record *record = emel_model_file_find(file_, name);

        if (!record)
            error_ = "tensor '" + std::string(name) + "' is not in the file";
        else if (error_.empty())
            error_ = mismatch(name, record->dtype, record->shape, record->rank, tensor);
        if (!error_.empty())
            return;
        group &to = ggml_backend_buffer_is_host(tensor->buffer) ? host_ : device_;
        to.records.push_back(*record);
        to.tensors.push_back(tensor);
        total_ += record->byte_size;
    }

    void add(ggml_context *context)
    {
        for (ggml_tensor *t = ggml_get_first_tensor(context); t;
             t = ggml_get_next_tensor(context, t))
            add(ggml_get_name(t), t);
    }

    bool load(std::string &error)
    {
        emel_failure why = {};

        done_ = 0;
        error = error_;
        if (!error.empty())
            return false;
        if (!load_host(&why) || !load_device(&why))
            error = line(why);
        return error.empty();
    }

  private:
    struct group {
        std::vector<emel_tensor_record> records;
        std::vector<ggml_tensor *> tensors;
    };

    bool report(uint64_t done)
    {
        return !progress || progress(done, total_);
    }

    bool load_host(emel_failure *why)
    {
        std::vector<emel_tensor_target> targets;
        emel_storage_options options = {};
        emel_storage_request request = {};
        emel_storage storage;
        bool well;

        for (size_t i = 0; i < host_.tensors.size(); i++) {
            targets.push_back({ host_.tensors[i]->data, ggml_nbytes(host_.tensors[i]) });
            done_ += host_.records[i].byte_size;
        }
        options.files = emel_model_file_files(file_, &options.file_count);
        request.records = host_.records.data();
        request.targets = targets.data();
        request.count = static_cast<uint32_t>(targets.size());
        request.context = this;
        request.on_progress = [](void *self, const emel_io_progress_event *event) {
            return static_cast<loader *>(self)->report(event->bytes_done);
        };
        if (targets.empty() || !emel_storage_init(&storage, 0, &options, why))
            return targets.empty();
        well = emel_storage_read(&storage, &request, why);
        emel_storage_deinit(&storage);
        return well;
    }

    bool load_device(emel_failure *why)
    {
        stream s = {};
        bool well;

        if (device_.records.empty())
            return true;
        s.files = emel_model_file_files(file_, &s.file_count);
        s.records = device_.records.data();
        s.count = static_cast<uint32_t>(device_.records.size());
        s.buffer_bytes = staging_bytes;
        s.context = this;
        s.upload = [](void *self, const stream_piece *piece) {
            return static_cast<loader *>(self)->upload(*piece);
        };
        s.wait = [](void *self, uint32_t buffer) {
            static_cast<loader *>(self)->wait(buffer);
            return true;
        };
        for (int i = 0; i < 2; i++) {
            s.buffers[i] = std::aligned_alloc(4096, staging_bytes);
            events_[i] =
                backend ? ggml_backend_event_new(ggml_backend_get_device(backend)) : nullptr;
        }
        well = s.buffers[0] && s.buffers[1] && stream_run(&s, why);
        for (int i = 0; i < 2; i++) {
            ggml_backend_event_free(events_[i]);
            std::free(s.buffers[i]);
        }
        return well;
    }

    bool upload(const stream_piece &piece)
    {
        ggml_tensor *tensor = device_.tensors[piece.item];

        if (backend)
            ggml_backend_tensor_set_async(backend, tensor, piece.data, piece.offset, piece.bytes);
        else
            ggml_backend_tensor_set(tensor, piece.data, piece.offset, piece.bytes);
        if (events_[piece.buffer])
            ggml_backend_event_record(events_[piece.buffer], backend);
        done_ += piece.bytes;
        return report(done_);
    }

    // A backend without events waits for both buffers.
    void wait(uint32_t buffer)
    {
        if (events_[buffer])
            ggml_backend_event_synchronize(events_[buffer]);
        else if (backend)
            ggml_backend_synchronize(backend);
    }

    const emel_model_file *file_;
    ggml_backend_event_t events_[2] = {};
    group host_, device_;
    uint64_t total_ = 0, done_ = 0;
    std::string error_;
};

// Makes each tensor of a context, none of which has a buffer yet, point at the tensor of its name
// in a model that was loaded at one go.  The buffer is the caller's to free with
// ggml_backend_buffer_free, before the model is closed.  nullptr: `error` says why.
inline ggml_backend_buffer_t lend(const emel_model *model, ggml_context *context,
                                  std::string &error)
{
    char *begin = nullptr, *end = nullptr;
    ggml_backend_buffer_t buffer;

    for (ggml_tensor *t = ggml_get_first_tensor(context); t; t = ggml_get_next_tensor(context, t)) {
        const emel_tensor *tensor = emel_model_find(model, ggml_get_name(t));

        error = tensor && tensor->data
                    ? mismatch(tensor->name, tensor->dtype, tensor->shape, tensor->rank, t)
                    : "tensor '" + std::string(ggml_get_name(t)) + "' is not resident";
        if (!error.empty())
            return nullptr;
        char *data = static_cast<char *>(tensor->data);
        begin = !begin || data < begin ? data : begin;
        end = !end || data + tensor->byte_size > end ? data + tensor->byte_size : end;
    }
    buffer = ggml_backend_cpu_buffer_from_ptr(begin, static_cast<size_t>(end - begin));
    for (ggml_tensor *t = ggml_get_first_tensor(context); buffer && t;
         t = ggml_get_next_tensor(context, t))
        ggml_backend_tensor_alloc(buffer, t, emel_model_find(model, ggml_get_name(t))->data);
    if (!buffer)
        error = "ggml takes no memory for a buffer";
    return buffer;
}

} // namespace emel_ggml

#endif
