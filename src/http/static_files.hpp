#pragma once
#include "base/result.hpp"
#include "net/http_exchange.hpp"

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

namespace parlor::http {

/// The web client's files, read once at the start and answered from memory: what is not in the folder then can't be
/// reached, whatever a path says. Immutable; thread-safe.
class StaticFiles {
public:
    /// Reads a folder, at most `max_bytes` altogether. Symbolic links that lead out of it are left out. Refuses with a
    /// sentence that names the folder.
    static Result<StaticFiles> load(const std::string& folder, std::size_t max_bytes = 64 * 1024 * 1024);
    /// No files: every path is not found.
    StaticFiles() = default;

    /// The answer to GET or HEAD of a decoded path; nothing where there is no such file. The client's own pages (`/`,
    /// `/l/…`, `/diagnostics`, `/admin/…`) are its index.
    std::optional<net::HttpResponse> find(const std::string& path, const net::HttpRequest& request) const;
    bool empty() const { return files_.empty(); }

private:
    struct File {
        std::string type;
        std::string etag;
        std::string cache;
        std::shared_ptr<const std::string> plain, gzip, brotli;
    };

    static File make(const std::string& path, std::string content);

    std::unordered_map<std::string, File> files_;
};

} // namespace parlor::http
