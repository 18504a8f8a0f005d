#include "http/answer.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace parlor::http {
namespace {

std::string_view header(const net::HttpResponse& response, std::string_view name)
{
    return net::find_header(response.headers, name);
}

TEST(Refusals, carry_the_status_of_their_code_and_the_errors_data_as_the_whole_body)
{
    const auto response = refusal({Errc::bad_request, "name: missing", "name"});

    EXPECT_EQ(response.status, 400);
    EXPECT_EQ(header(response, "Content-Type"), "application/json");
    EXPECT_EQ(
        boost::json::parse(*response.body),
        (boost::json::value{{"code", "bad_request"}, {"error", "name: missing"}, {"details", {{"path", "name"}}}}));
}

TEST(Refusals, say_after_how_many_whole_seconds_to_try_again)
{
    EXPECT_EQ(header(refusal({Errc::rate_limited, "Slow down.", {}, 1}), "Retry-After"), "1");
    EXPECT_EQ(header(refusal({Errc::rate_limited, "Slow down.", {}, 1001}), "Retry-After"), "2");
    EXPECT_EQ(header(refusal({Errc::rate_limited, "Slow down."}), "Retry-After"), "1") << "429 always says it";
    EXPECT_EQ(header(refusal({Errc::unavailable, "Later.", {}, 5000}), "Retry-After"), "5");
    EXPECT_EQ(header(refusal({Errc::not_found, "Nothing."}), "Retry-After"), "");
}

TEST(Refusals, of_a_missing_session_say_how_to_authenticate)
{
    EXPECT_EQ(header(refusal({Errc::unauthenticated, "Who?"}), "WWW-Authenticate"), "Bearer");
    EXPECT_EQ(header(refusal({Errc::forbidden, "No."}), "WWW-Authenticate"), "");
}

TEST(Faults, end_the_connection_but_for_the_servers_own)
{
    for (const int status : {400, 413, 431, 500}) {
        const auto response = fault(status);

        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.close_after, status != 500);
        EXPECT_FALSE(boost::json::parse(*response.body).at("code").as_string().empty());
        EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff");
    }
    EXPECT_EQ(boost::json::parse(*fault(413).body).at("code"), "too_large");
    EXPECT_EQ(boost::json::parse(*fault(500).body).at("code"), "internal");
}

TEST(SecurityHeaders, are_those_of_the_handbook_with_hsts_under_tls_alone)
{
    net::Headers plain;
    net::Headers tls;

    add_security_headers(plain, false);
    add_security_headers(tls, true);

    const std::string policy{net::find_header(plain, "Content-Security-Policy")};
    for (const auto* part : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                             "img-src 'self' blob: data:", "media-src 'self' blob:", "connect-src 'self'",
                             "font-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"})
        EXPECT_NE(policy.find(part), std::string::npos) << part;
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_EQ(net::find_header(plain, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(net::find_header(plain, "Referrer-Policy"), "no-referrer");
    EXPECT_EQ(net::find_header(plain, "Permissions-Policy"),
              "camera=(self), microphone=(self), display-capture=(self)");
    EXPECT_EQ(net::find_header(plain, "Strict-Transport-Security"), "");
    EXPECT_NE(net::find_header(tls, "Strict-Transport-Security"), "");
}

} // namespace
} // namespace parlor::http
