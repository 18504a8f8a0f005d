#include "server/local_provider.hpp"

#include "base/log.hpp"
#include "service/bot/bot_secrets.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <optional>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace parlor::server {
namespace {

constexpr std::size_t least_key = 32;
constexpr std::size_t most_key = 256;
constexpr mode_t owner_alone = 0600;

/// A descriptor that closes itself.
class File {
public:
    File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, owner_alone)) {}
    ~File()
    {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    bool is_open() const { return descriptor_ >= 0; }
    int get() const { return descriptor_; }

private:
    int descriptor_;
};

Error fault(const std::string& path, std::string_view what)
{
    return {Errc::unavailable,
            "The key of the bot provider in " + path + ' ' + std::string{what} + ": " + std::strerror(errno) + "."};
}

/// Under another name first, so that the file is never there without its key, whenever the machine stops.
Result<void> write_key(const std::string& path, const std::string& key)
{
    const auto draft = path + ".new";
    const auto line = key + '\n';
    {
        const File file{draft, O_WRONLY | O_CREAT | O_TRUNC};
        if (!file.is_open() || ::fchmod(file.get(), owner_alone) != 0) return fault(path, "cannot be made");
        if (::write(file.get(), line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
            ::fsync(file.get()) != 0)
            return fault(path, "cannot be written");
    }
    if (std::rename(draft.c_str(), path.c_str()) != 0) return fault(path, "cannot be written");
    return {};
}

/// The key in the file; nothing where there is no file.
Result<std::optional<std::string>> read_key(const std::string& path)
{
    const File file{path, O_RDONLY};
    if (!file.is_open()) {
        if (errno == ENOENT) return std::optional<std::string>{};
        return fault(path, "cannot be read");
    }
    struct stat facts {};
    if (::fstat(file.get(), &facts) == 0 && (facts.st_mode & 077) != 0)
        log::warning("key_readable_by_others", {{"file", path}});
    std::array<char, most_key + 1> bytes{};
    const auto size = ::read(file.get(), bytes.data(), bytes.size());
    if (size < 0) return fault(path, "cannot be read");
    std::string key{bytes.data(), static_cast<std::size_t>(size)};
    key.erase(key.find_last_not_of(" \t\r\n") + 1);
    if (key.size() < least_key || key.size() > most_key)
        return Error{Errc::unavailable, "The file " + path +
                                            " holds no key of a bot provider (32 to 256 characters). Remove it, and "
                                            "the next start makes a new one."};
    return std::optional{std::move(key)};
}

} // namespace

Result<service::ProviderKeySetting> local_provider(const std::string& data_folder, service::Random& random)
{
    const auto path = (std::filesystem::path{data_folder} / local_key_file).string();
    auto key = read_key(path);
    if (!key) return std::move(key).error();
    if (!*key) {
        *key = service::new_provider_key(random);
        if (auto written = write_key(path, **key); !written) return std::move(written).error();
    }
    return service::ProviderKeySetting{
        .name = std::string{local_provider_name}, .key_hash = service::hash_of_secret(**key), .types = {}};
}

} // namespace parlor::server
