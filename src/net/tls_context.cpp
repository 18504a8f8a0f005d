#include "net/tls_context.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <string_view>

namespace parlor::net {
namespace {

Error refused(const std::string& what)
{
    const auto code = ERR_peek_last_error();
    const auto* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    ERR_clear_error();
    return {Errc::unavailable, what + (reason ? std::string{": "} + reason : std::string{}) + "."};
}

/// RFC 7301 §3.2: of what a client offers we speak HTTP/1.1 alone; one that offers nothing of it is served all the same.
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int size, void*)
{
    constexpr std::string_view ours = "http/1.1";
    for (unsigned int at = 0; at + 1 + offered[at] <= size; at += 1U + offered[at]) {
        const std::string_view theirs{reinterpret_cast<const char*>(offered) + at + 1, offered[at]};
        if (theirs != ours) continue;
        *chosen = offered + at + 1;
        *length = offered[at];
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

} // namespace

TlsContext::TlsContext(TlsFiles files, Context context) : files_(std::move(files)), context_(std::move(context)) {}
TlsContext::~TlsContext() = default;

Result<TlsContext::Context> TlsContext::read(const TlsFiles& files)
{
    ERR_clear_error();
    Context context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    if (!context) return refused("TLS cannot start");
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                           SSL_OP_PRIORITIZE_CHACHA | SSL_OP_NO_COMPRESSION);
    // What an idle connection would keep of buffers is given back; one read takes as much as the kernel has.
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_read_ahead(context.get(), 1);
    SSL_CTX_set_alpn_select_cb(context.get(), choose_protocol, nullptr);
    // Without it a handshake that asks for a session of before is refused; tickets alone are not enough for that.
    constexpr std::string_view ours = "parlor";
    SSL_CTX_set_session_id_context(context.get(), reinterpret_cast<const unsigned char*>(ours.data()),
                                   static_cast<unsigned int>(ours.size()));
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1)
        return refused("The certificate " + files.certificate + " cannot be used");
    if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        return refused("The key " + files.key + " cannot be used");
    if (SSL_CTX_check_private_key(context.get()) != 1)
        return refused("The key " + files.key + " is not that of the certificate " + files.certificate);
    return context;
}

Result<std::shared_ptr<TlsContext>> TlsContext::load(TlsFiles files)
{
    auto context = read(files);
    if (!context) return std::move(context).error();
    return std::shared_ptr<TlsContext>{new TlsContext{std::move(files), std::move(*context)}};
}

Result<void> TlsContext::reload()
{
    auto context = read(files_);
    if (!context) return std::move(context).error();
    const std::lock_guard lock{mutex_};
    context_ = std::move(*context);
    return {};
}

std::unique_ptr<TlsSession> TlsContext::accept(int socket) const
{
    const std::lock_guard lock{mutex_};
    return TlsSession::accept(*context_, socket);
}

} // namespace parlor::net
