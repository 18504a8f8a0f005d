#include "tests/journey/shared_server.hpp"

#include <fstream>

/// The web client's files, as a browser gets them.
namespace parlor::test {
namespace {

class Files : public SharedServer<Files> {
public:
    static std::vector<std::string> flags()
    {
        write("web/index.html", "<!doctype html><title>Parlor</title>");
        write("web/assets/app-1a2b.js", script());
        write("web/icon.svg", "<svg/>");
        write("secret.txt", "secret");
        return {"--web=" + folder().file("web")};
    }
    static std::string script()
    {
        std::string text;
        for (int i = 0; i < 400; ++i) text += "export const line" + std::to_string(i) + " = 1;\n";
        return text;
    }

private:
    static TempFolder& folder()
    {
        static TempFolder made;
        return made;
    }
    static void write(const std::string& name, const std::string& content)
    {
        const auto path = folder().path() / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << content;
    }
};

TEST_F(Files, are_the_page_at_the_root_and_at_every_lobbys_link)
{
    HttpClient http{port()};
    for (const auto* target : {"/", "/l/some-lobby", "/l/some-lobby?x=1", "/diagnostics", "/index.html"}) {
        const auto page = http.get(target);
        EXPECT_EQ(page.status, 200) << target;
        EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8") << target;
        EXPECT_THAT(page.body, testing::StartsWith("<!doctype html>")) << target;
        EXPECT_EQ(page.header("Cache-Control"), "no-cache") << target;
    }
}

TEST_F(Files, bear_the_security_headers)
{
    const auto page = HttpClient{port()}.get("/");

    const auto policy = page.header("Content-Security-Policy");
    for (const auto* part : {"default-src 'none'", "script-src 'self'", "style-src 'self'",
                             "img-src 'self' blob: data:", "media-src 'self' blob:", "connect-src 'self'",
                             "font-src 'self'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"})
        EXPECT_THAT(policy, testing::HasSubstr(part));
    EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(page.header("Referrer-Policy"), "no-referrer");
    for (const auto* device : {"camera=(self)", "microphone=(self)", "display-capture=(self)"})
        EXPECT_THAT(page.header("Permissions-Policy"), testing::HasSubstr(device));
    EXPECT_EQ(page.header("Strict-Transport-Security"), "") << "not on plain HTTP";
    EXPECT_EQ(page.header("Access-Control-Allow-Origin"), "") << "CORS is off";
}

TEST_F(Files, are_not_sent_again_to_who_has_them)
{
    HttpClient http{port()};
    const auto first = http.get("/icon.svg");
    ASSERT_EQ(first.status, 200);

    const auto again = http.get("/icon.svg", {{"If-None-Match", first.header("ETag")}});
    const auto after = http.get("/icon.svg");

    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(again.header("ETag"), first.header("ETag"));
    EXPECT_EQ(after.body, "<svg/>") << "the connection goes on";
}

TEST_F(Files, come_compressed_to_who_takes_that_and_whole_to_who_does_not)
{
    HttpClient http{port()};
    const auto plain = http.get("/assets/app-1a2b.js");
    const auto brotli = http.get("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip, deflate, br"}});
    const auto gzip = http.get("/assets/app-1a2b.js", {{"Accept-Encoding", "gzip"}});

    EXPECT_EQ(plain.body, script());
    EXPECT_EQ(plain.header("Content-Encoding"), "");
    EXPECT_EQ(brotli.header("Content-Encoding"), "br");
    EXPECT_LT(brotli.body.size(), script().size() / 3);
    EXPECT_EQ(gzip.header("Content-Encoding"), "gzip");
    EXPECT_LT(gzip.body.size(), script().size() / 3);
    EXPECT_EQ(plain.header("Vary"), "Accept-Encoding");
    EXPECT_EQ(plain.header("Cache-Control"), "public, max-age=31536000, immutable");
}

TEST_F(Files, can_not_be_left_by_any_address)
{
    HttpClient http{port()};
    for (const auto* target : {"/../secret.txt", "/assets/../../secret.txt", "/%2e%2e/secret.txt", "/..%2fsecret.txt",
                               "/..%5csecret.txt", "/assets/%2e%2e/%2e%2e/secret.txt", "//secret.txt", "/secret.txt",
                               "/%00", "/index.html%00.txt", "/../../../../../../etc/passwd", "/assets", "/assets/"}) {
        const auto answer = http.get(target);
        EXPECT_EQ(answer.status, 404) << target;
        EXPECT_THAT(answer.body, testing::Not(testing::HasSubstr("secret"))) << target;
    }
}

TEST_F(Files, answer_head_with_the_length_and_no_body)
{
    const auto head = HttpClient{port()}.request("HEAD", "/icon.svg");

    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.header("Content-Length"), "6");
    EXPECT_EQ(head.body, "");
}

TEST_F(Files, are_for_get_and_head_alone)
{
    HttpClient http{port()};

    for (const auto* method : {"POST", "PUT", "DELETE", "OPTIONS"})
        EXPECT_EQ(http.request(method, "/icon.svg").status, 404) << method;
}

} // namespace
} // namespace parlor::test
