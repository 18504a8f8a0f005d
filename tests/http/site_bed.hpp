#pragma once
#include "http/site.hpp"
#include "service/health.hpp"
#include "tests/service/harness.hpp"
#include "tests/support/temp_folder.hpp"

#include <boost/json.hpp>

#include <fstream>

namespace parlor::test {

/// The site over the real services on one thread, without sockets.
class SiteTest : public testing::Test {
protected:
    explicit SiteTest(std::vector<std::string> trusted_proxies = {}, bool public_metrics = false,
                      service::Settings settings = {})
        : world_(1, std::move(settings)), policy_({"https://club.test"}, trusted_proxies),
          site_({*world_.sessions, *world_.lobbies, *world_.bots, health_, *world_.admin}, policy_, files(),
                {public_metrics})
    {
    }

    struct Answer {
        int status = 0;
        net::Headers headers;
        std::string body;

        std::string header(std::string_view name) const { return std::string{net::find_header(headers, name)}; }
        boost::json::object json() const { return boost::json::parse(body).as_object(); }
        std::string code() const { return std::string{json().at("code").as_string()}; }
    };

    Answer request(std::string method, std::string target, net::Headers headers = {}, std::string body = {})
    {
        std::optional<net::HttpResponse> answer;
        site_.handle({.method = std::move(method),
                      .target = std::move(target),
                      .headers = std::move(headers),
                      .body = std::move(body),
                      .peer_address = peer_},
                     [&](net::HttpResponse response) {
                         EXPECT_FALSE(answer) << "answered twice";
                         answer = std::move(response);
                     });
        world_.settle();
        EXPECT_TRUE(answer) << "not answered";
        if (!answer) return {};
        return {answer->status, answer->headers, answer->body ? *answer->body : std::string{}};
    }
    Answer get(std::string target, net::Headers headers = {})
    {
        return request("GET", std::move(target), std::move(headers));
    }
    /// With a JSON body and its type.
    Answer send(std::string method, std::string target, std::string body, net::Headers headers = {})
    {
        headers.emplace_back("Content-Type", "application/json");
        return request(std::move(method), std::move(target), std::move(headers), std::move(body));
    }
    std::string token() { return world_.make_person().token; }
    static net::Headers bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }
    /// What a browser on our own page sends along.
    static net::Headers own_page(const std::string& token)
    {
        return {{"Host", "parlor.test"}, {"Origin", "http://parlor.test"}, {"Cookie", "parlor_session=" + token}};
    }

    World world_;
    std::string peer_ = "192.0.2.7";
    net::EdgePolicy policy_;
    service::Health health_{*world_.sessions, *world_.bots, world_.homes,
                            [](auto& out) { out.gauge("parlor_test", "A figure.", 1); }};

private:
    http::StaticFiles files() const
    {
        std::ofstream{folder_.file("index.html")} << "<!doctype html>";
        return std::move(http::StaticFiles::load(folder_.path().string())).value();
    }

    TempFolder folder_;

protected:
    http::Site site_;
};

} // namespace parlor::test
