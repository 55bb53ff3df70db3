// A model as a C++17 value: it closes itself, cannot be copied, and throws.
//
//     raii model.gguf
#include <emel/emel.h>

#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace
{

// What went wrong, with all that is known about it.
class failure : public std::runtime_error
{
  public:
    explicit failure(const emel_failure &why) : std::runtime_error(line(why)), why_(why)
    {
    }

    const emel_failure &why() const noexcept
    {
        return why_;
    }

  private:
    static std::string line(const emel_failure &why)
    {
        char text[1024];

        emel_failure_print(text, sizeof text, &why);
        return text;
    }

    emel_failure why_;
};

class model
{
  public:
    explicit model(const std::string &path, const emel_model_options &options = {})
    {
        emel_failure why;

        handle_.reset(emel_model_open(path.c_str(), &options, &why));
        if (!handle_)
            throw failure(why);
    }

    // Every tensor that is not resident yet; all or none.
    void load()
    {
        emel_failure why;

        if (!emel_model_load(handle_.get(), nullptr, &why))
            throw failure(why);
    }

    std::uint32_t size() const
    {
        return emel_model_tensor_count(handle_.get());
    }

    const emel_tensor &operator[](std::uint32_t index) const
    {
        return *emel_model_tensor(handle_.get(), index);
    }

    // By name; nullptr: there is none.
    const emel_tensor *find(const std::string &name) const
    {
        return emel_model_find(handle_.get(), name.c_str());
    }

  private:
    struct closer {
        void operator()(emel_model *handle) const
        {
            emel_model_close(handle);
        }
    };
    std::unique_ptr<emel_model, closer> handle_;
};

// The bytes of a resident tensor, for as long as the model lives.
std::string_view bytes_of(const emel_tensor &tensor)
{
    return { static_cast<const char *>(tensor.data), static_cast<std::size_t>(tensor.byte_size) };
}

} // namespace

int main(int argc, char **argv)
try {
    model opened(argc > 1 ? argv[1] : "model.gguf");
    const model loaded = (opened.load(), std::move(opened)); // moved, not copied

    for (std::uint32_t i = 0; i < loaded.size(); i++)
        std::printf("%s: %zu bytes\n", loaded[i].name, bytes_of(loaded[i]).size());
    return loaded.find("no such tensor") ? 1 : 0;
} catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
