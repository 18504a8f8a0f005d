#include "net/tls_session.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>

namespace parlor::net {
namespace {

/// An emptied buffer up to this size stays for the next bytes.
constexpr std::size_t kept_room = 2'048;

int append(BIO* bio, const char* bytes, int count)
{
    static_cast<std::string*>(BIO_get_data(bio))->append(bytes, static_cast<std::size_t>(count));
    return count;
}

long control(BIO*, int command, long, void*)
{
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

/// A BIO that appends to a string.
const BIO_METHOD* appending()
{
    static BIO_METHOD* const method = [] {
        auto* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "appending");
        BIO_meth_set_write(made, append);
        BIO_meth_set_ctrl(made, control);
        return made;
    }();
    return method;
}

} // namespace

void TlsSession::Free::operator()(ssl_st* ssl) const
{
    SSL_free(ssl);
}

TlsSession::~TlsSession() = default;

std::unique_ptr<TlsSession> TlsSession::accept(ssl_ctx_st& context, int socket)
{
    auto* ssl = SSL_new(&context);
    if (!ssl) return nullptr;
    std::unique_ptr<TlsSession> session{new TlsSession{ssl}};
    auto* from = BIO_new_socket(socket, BIO_NOCLOSE);
    auto* to = BIO_new(appending());
    if (from) SSL_set0_rbio(ssl, from);
    if (to) {
        BIO_set_data(to, &session->waiting_);
        BIO_set_init(to, 1);
        SSL_set0_wbio(ssl, to);
    }
    if (!from || !to) return nullptr;
    SSL_set_accept_state(ssl);
    return session;
}

std::ptrdiff_t TlsSession::read(std::span<char> room)
{
    ERR_clear_error();
    std::size_t count = 0;
    drained_ = false;
    if (SSL_read_ex(ssl_.get(), room.data(), room.size(), &count) == 1) return static_cast<std::ptrdiff_t>(count);
    switch (SSL_get_error(ssl_.get(), 0)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE: drained_ = true; return -EAGAIN;
    case SSL_ERROR_ZERO_RETURN: return 0;
    default: return -EPROTO;
    }
}

bool TlsSession::has_more() const
{
    return !drained_ && SSL_has_pending(ssl_.get()) == 1;
}

bool TlsSession::write(std::string_view plain)
{
    if (plain.empty()) return true;
    ERR_clear_error();
    std::size_t count = 0;
    // The string takes everything, so that all is written or nothing ever will be.
    return SSL_write_ex(ssl_.get(), plain.data(), plain.size(), &count) == 1 && count == plain.size();
}

void TlsSession::end()
{
    ERR_clear_error();
    if (SSL_is_init_finished(ssl_.get())) SSL_shutdown(ssl_.get());
}

void TlsSession::sent(std::size_t bytes)
{
    sent_ += bytes;
    if (sent_ < waiting_.size()) return;
    sent_ = 0;
    waiting_.clear();
    if (waiting_.capacity() > kept_room) waiting_.shrink_to_fit();
}

} // namespace parlor::net
