#pragma once
#include "tests/support/api.hpp"
#include "tests/support/http_client.hpp"
#include "tests/support/schema_check.hpp"
#include "tests/support/server_process.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

/// Journeys over HTTP: a real server on the loopback, one for all tests of a suite.
namespace parlor::test {

namespace json = boost::json;

inline std::string text_at(const json::value& value, std::string_view key)
{
    return std::string{value.at(key).as_string()};
}

/// `Suite` tells the server's flags by `static std::vector<std::string> flags()`. The server must end well after the last
/// test: a leak that AddressSanitizer finds is a failure too.
template <class Suite> class SharedServer : public testing::Test {
public:
    static void SetUpTestSuite()
    {
        auto flags = Suite::flags();
        // All tests come from one address.
        flags.insert(flags.begin(), "--session.per_address_per_minute=100000");
        flags.insert(flags.begin(), "--log.level=warning");
        server_ = std::make_unique<ServerProcess>(ServerOptions{.flags = std::move(flags)});
        schema_ = std::make_unique<SchemaCheck>(HttpClient{server_->port()}.get("/schema.json").json());
    }
    static void TearDownTestSuite()
    {
        if (!server_) return;
        const auto status = server_->stop();
        EXPECT_EQ(status.code, 0) << server_->errors();
        server_.reset();
    }
    static std::vector<std::string> flags() { return {}; }

protected:
    static ServerProcess& server() { return *server_; }
    static std::uint16_t port() { return server_->port(); }
    /// A client of a new session.
    static HttpClient somebody() { return HttpClient{port(), bearer(new_session(port()))}; }
    /// Checks an answer's status and holds its body to the schema; an error's body where `name` is `ErrorBody`.
    static json::value body_of(const HttpResponse& answer, int status, const std::string& name)
    {
        EXPECT_EQ(answer.status, status) << answer.body;
        EXPECT_EQ(answer.header("Content-Type"), "application/json");
        auto value = answer.json();
        EXPECT_EQ(schema_->faults(name, value), "") << answer.body;
        return value;
    }
    static void expect_refused(const HttpResponse& answer, int status, const std::string& code)
    {
        const auto body = body_of(answer, status, "ErrorBody");
        EXPECT_EQ(text_at(body, "code"), code);
    }

private:
    static inline std::unique_ptr<ServerProcess> server_;
    static inline std::unique_ptr<SchemaCheck> schema_;
};

/// A request with a JSON body by any method.
inline HttpResponse send_json(HttpClient& http, std::string_view method, std::string_view target, std::string_view body,
                              Headers headers = {})
{
    headers.emplace_back("Content-Type", "application/json");
    return http.request(method, target, body, headers);
}

} // namespace parlor::test
