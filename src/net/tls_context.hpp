#pragma once
#include "base/result.hpp"
#include "net/tls_session.hpp"

#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;

namespace parlor::net {

/// Where the server's certificate and its key are: PEM files; the certificate's chain stands behind it.
struct TlsFiles {
    std::string certificate;
    std::string key;
};

/// The certificate that this server shows, exchangeable while it runs. TLS 1.2 and 1.3. Thread-safe.
class TlsContext {
public:
    /// Refuses with `unavailable` where a file can't be read, or they don't belong together.
    static Result<std::shared_ptr<TlsContext>> load(TlsFiles files);
    ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// Reads the files anew. Connections that stand go on with what they began with, new ones get what is there now;
    /// where it refuses, as `load`, new ones get what was there before.
    Result<void> reload();
    /// The server's side of a new connection.
    std::unique_ptr<TlsSession> accept(int socket) const;

private:
    using Context = std::shared_ptr<ssl_ctx_st>;

    TlsContext(TlsFiles files, Context context);
    static Result<Context> read(const TlsFiles& files);

    const TlsFiles files_;
    mutable std::mutex mutex_;
    Context context_;
};

} // namespace parlor::net
