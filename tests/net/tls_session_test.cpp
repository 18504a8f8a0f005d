#include "net/tls_context.hpp"
#include "tests/support/certificates.hpp"
#include "tests/support/temp_folder.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parlor::test {
namespace {

using net::TlsContext;
using net::TlsSession;

/// A session and its client, on a pair of sockets that never block; the handshake is over.
class TlsSessionTest : public testing::Test {
protected:
    TlsSessionTest()
    {
        const CertificateFiles files{.certificate = folder_.file("a.crt"), .key = folder_.file("a.key")};
        make_certificate(files, "a.test");
        context_ = TlsContext::load({.certificate = files.certificate, .key = files.key}).value();
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends_.data()) != 0)
            throw std::runtime_error("no sockets");
        session_ = context_->accept(ends_[0]);
        SSL_set_fd(client_.get(), ends_[1]);
        while (SSL_connect(client_.get()) != 1) step();
        step();
        // What the server tells after the handshake (RFC 8446 §4.6.1) is read before the test begins.
        SSL_read(client_.get(), room_.data(), static_cast<int>(room_.size()));
    }
    ~TlsSessionTest() override
    {
        for (const int end : ends_) ::close(end);
    }

    void step()
    {
        session_->read(room_);
        const auto bytes = session_->waiting();
        ASSERT_EQ(::send(ends_[0], bytes.data(), bytes.size(), 0), static_cast<ssize_t>(bytes.size()));
        session_->sent(bytes.size());
    }
    /// What the client says, as one record, which does not go out.
    std::string record(const std::string& text)
    {
        BIO* memory = BIO_new(BIO_s_mem());
        SSL_set0_wbio(client_.get(), memory);
        SSL_write(client_.get(), text.data(), static_cast<int>(text.size()));
        char* bytes = nullptr;
        const auto size = BIO_get_mem_data(memory, &bytes);
        return {bytes, static_cast<std::size_t>(size)};
    }
    void send(std::string_view bytes) { ASSERT_GT(::send(ends_[1], bytes.data(), bytes.size(), 0), 0); }
    std::string read()
    {
        const auto bytes = session_->read(room_);
        return bytes > 0 ? std::string{room_.data(), static_cast<std::size_t>(bytes)} : std::to_string(bytes);
    }

    TempFolder folder_;
    std::shared_ptr<TlsContext> context_;
    std::array<int, 2> ends_{-1, -1};
    std::array<char, 4096> room_{};
    std::unique_ptr<TlsSession> session_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> client_context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free};
    std::unique_ptr<SSL, decltype(&SSL_free)> client_{SSL_new(client_context_.get()), SSL_free};
};

TEST_F(TlsSessionTest, has_more_to_read_where_several_records_came_at_once)
{
    const auto one = record("one");
    send(one + record("two"));

    EXPECT_EQ(read(), "one");
    EXPECT_TRUE(session_->has_more());
    EXPECT_EQ(read(), "two");
    EXPECT_EQ(read(), std::to_string(-EAGAIN));
    EXPECT_FALSE(session_->has_more());
}

TEST_F(TlsSessionTest, waits_for_the_rest_of_a_record_instead_of_asking_for_it_again_and_again)
{
    const auto bytes = record("a sentence in two parts");

    send(bytes.substr(0, 10));
    EXPECT_EQ(read(), std::to_string(-EAGAIN));
    EXPECT_FALSE(session_->has_more());

    send(bytes.substr(10));
    EXPECT_EQ(read(), "a sentence in two parts");
}

} // namespace
} // namespace parlor::test
