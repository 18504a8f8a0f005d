#include "http/static_files.hpp"

#include "tests/support/temp_folder.hpp"

#include <gmock/gmock.h>

#include <brotli/decode.h>
#include <fstream>
#include <zlib.h>

namespace parlor::http {
namespace {

using test::TempFolder;

/// Text that compresses well.
std::string much_text()
{
    std::string text;
    for (int i = 0; i < 300; ++i) text += "line " + std::to_string(i) + " of the script\n";
    return text;
}

std::string gunzipped(const std::string& packed)
{
    z_stream stream{};
    inflateInit2(&stream, 15 + 16);
    std::string plain(1 << 20, '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream.avail_in = static_cast<uInt>(packed.size());
    stream.next_out = reinterpret_cast<Bytef*>(plain.data());
    stream.avail_out = static_cast<uInt>(plain.size());
    const bool whole = inflate(&stream, Z_FINISH) == Z_STREAM_END;
    plain.resize(whole ? stream.total_out : 0);
    inflateEnd(&stream);
    return plain;
}

std::string brotli_undone(const std::string& packed)
{
    std::string plain(1 << 20, '\0');
    std::size_t size = plain.size();
    const auto outcome = BrotliDecoderDecompress(packed.size(), reinterpret_cast<const std::uint8_t*>(packed.data()),
                                                 &size, reinterpret_cast<std::uint8_t*>(plain.data()));
    plain.resize(outcome == BROTLI_DECODER_RESULT_SUCCESS ? size : 0);
    return plain;
}

class StaticFilesTest : public testing::Test {
protected:
    void SetUp() override
    {
        write("index.html", "<!doctype html>");
        write("assets/app-1a2b.js", much_text());
        write("small.css", "a{}");
        write("image.png", std::string(5000, '\x89'));
        write("files/data.unknown", "data");
    }
    void write(const std::string& name, const std::string& content)
    {
        const auto path = folder_.path() / "web" / name;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream{path, std::ios::binary} << content;
    }
    StaticFiles load() { return std::move(StaticFiles::load((folder_.path() / "web").string())).value(); }
    static std::optional<net::HttpResponse> get(const StaticFiles& files, const std::string& path,
                                                net::Headers headers = {})
    {
        return files.find(path, {.method = "GET", .target = path, .headers = std::move(headers), .body = {}});
    }
    static std::string header(const std::optional<net::HttpResponse>& response, std::string_view name)
    {
        return std::string{net::find_header(response->headers, name)};
    }

    TempFolder folder_;
};

TEST_F(StaticFilesTest, are_answered_with_their_type_and_content)
{
    const auto files = load();
    const std::vector<std::pair<std::string, std::string>> types{
        {"/index.html", "text/html; charset=utf-8"},
        {"/assets/app-1a2b.js", "text/javascript; charset=utf-8"},
        {"/small.css", "text/css; charset=utf-8"},
        {"/image.png", "image/png"},
        {"/files/data.unknown", "application/octet-stream"}};
    for (const auto& [path, type] : types) {
        const auto response = get(files, path);
        ASSERT_TRUE(response) << path;
        EXPECT_EQ(response->status, 200);
        EXPECT_EQ(header(response, "Content-Type"), type);
    }
    EXPECT_EQ(*get(files, "/small.css")->body, "a{}");
}

TEST_F(StaticFilesTest, give_the_index_for_the_clients_own_pages_and_for_no_others)
{
    const auto files = load();

    for (const auto* page : {"/", "/diagnostics", "/l/abc", "/l/", "/admin", "/admin/bans"}) {
        const auto response = get(files, page);
        ASSERT_TRUE(response) << page;
        EXPECT_EQ(*response->body, "<!doctype html>") << page;
    }
    for (const auto* path : {"/l", "/l/a/b", "/missing", "/assets", "/assets/", "/index.html/", "//index.html", ""})
        EXPECT_FALSE(get(files, path)) << path;
}

TEST_F(StaticFilesTest, can_not_be_left_by_any_path)
{
    std::ofstream{folder_.file("secret.txt")} << "secret";
    std::filesystem::create_symlink(folder_.file("secret.txt"), folder_.path() / "web/link.txt");
    std::filesystem::create_directory(folder_.path() / "outside");
    std::ofstream{folder_.path() / "outside/inner.txt"} << "secret";
    std::filesystem::create_directory_symlink(folder_.path() / "outside", folder_.path() / "web/out");
    const auto files = load();

    for (const auto* path : {"/../secret.txt", "/assets/../../secret.txt", "/..%2fsecret.txt", "/./small.css",
                             "/link.txt", "/out/inner.txt", "secret.txt", "/assets/..", "/small.css/../small.css"})
        EXPECT_FALSE(get(files, path)) << path;
}

TEST_F(StaticFilesTest, are_read_once_at_the_start)
{
    const auto files = load();
    write("small.css", "changed");
    write("late.txt", "late");

    EXPECT_EQ(*get(files, "/small.css")->body, "a{}");
    EXPECT_FALSE(get(files, "/late.txt"));
}

TEST_F(StaticFilesTest, are_compressed_as_the_client_takes_it)
{
    const auto files = load();
    struct Case {
        std::string accepts, coding;
    };
    for (const auto& [accepts, coding] : std::vector<Case>{{"", ""},
                                                           {"identity", ""},
                                                           {"gzip", "gzip"},
                                                           {"br", "br"},
                                                           {"gzip, deflate, br", "br"},
                                                           {" br ;q=0.5 , gzip;q=1", "br"},
                                                           {"br;q=0, gzip", "gzip"},
                                                           {"br;q=0.000, gzip;q=0", ""},
                                                           {"brotli, xgzip", ""}}) {
        const auto response = get(files, "/assets/app-1a2b.js", {{"Accept-Encoding", accepts}});
        EXPECT_EQ(header(response, "Content-Encoding"), coding) << accepts;
        EXPECT_EQ(header(response, "Vary"), "Accept-Encoding") << accepts;
        const auto& body = *response->body;
        EXPECT_TRUE(coding.empty() || body.size() < much_text().size() / 2) << accepts;
        const auto plain = coding == "gzip" ? gunzipped(body) : coding == "br" ? brotli_undone(body) : body;
        EXPECT_TRUE(plain == much_text()) << accepts;
    }
}

TEST_F(StaticFilesTest, stay_as_they_are_where_compressing_gains_nothing)
{
    const auto files = load();
    for (const auto* path : {"/small.css", "/image.png"}) {
        const auto response = get(files, path, {{"Accept-Encoding", "br, gzip"}});
        EXPECT_EQ(header(response, "Content-Encoding"), "") << path;
        EXPECT_EQ(header(response, "Vary"), "") << path;
    }
}

TEST_F(StaticFilesTest, have_a_tag_that_is_one_per_content_and_coding)
{
    const auto before = load();
    const auto plain = header(get(before, "/assets/app-1a2b.js"), "ETag");
    const auto packed = header(get(before, "/assets/app-1a2b.js", {{"Accept-Encoding", "gzip"}}), "ETag");
    write("assets/app-1a2b.js", much_text() + "more");
    const auto changed = header(get(load(), "/assets/app-1a2b.js"), "ETag");

    EXPECT_THAT(plain, testing::MatchesRegex("\"[0-9a-f]+\""));
    EXPECT_NE(plain, packed);
    EXPECT_NE(plain, changed);
    EXPECT_EQ(header(get(load(), "/small.css"), "ETag"), header(get(before, "/small.css"), "ETag"));
}

TEST_F(StaticFilesTest, are_not_sent_again_to_a_client_that_has_them)
{
    const auto files = load();
    const auto tag = header(get(files, "/small.css"), "ETag");

    for (const auto& known : {tag, "W/" + tag, "\"other\", " + tag, std::string{"*"}}) {
        const auto response = get(files, "/small.css", {{"If-None-Match", known}});
        EXPECT_EQ(response->status, 304) << known;
        EXPECT_FALSE(response->body) << known;
        EXPECT_EQ(header(response, "ETag"), tag) << known;
        EXPECT_EQ(header(response, "Cache-Control"), "no-cache") << known;
    }
    EXPECT_EQ(get(files, "/small.css", {{"If-None-Match", "\"other\""}})->status, 200);
}

TEST_F(StaticFilesTest, with_a_hash_in_their_name_may_be_kept_for_good_and_others_must_be_asked_for)
{
    const auto files = load();

    EXPECT_EQ(header(get(files, "/assets/app-1a2b.js"), "Cache-Control"), "public, max-age=31536000, immutable");
    EXPECT_EQ(header(get(files, "/"), "Cache-Control"), "no-cache");
    EXPECT_EQ(header(get(files, "/small.css"), "Cache-Control"), "no-cache");
}

TEST_F(StaticFilesTest, are_refused_where_the_folder_is_none_or_too_large)
{
    const auto missing = StaticFiles::load(folder_.file("missing"));
    const auto file = StaticFiles::load(folder_.file("web/small.css"));
    const auto large = StaticFiles::load(folder_.file("web"), 100);

    ASSERT_FALSE(missing || file || large);
    EXPECT_THAT(missing.error().message, testing::HasSubstr(folder_.file("missing")));
    EXPECT_THAT(large.error().message, testing::HasSubstr("more than 100 bytes"));
}

TEST(NoStaticFiles, find_nothing)
{
    const StaticFiles none;

    EXPECT_TRUE(none.empty());
    EXPECT_FALSE(none.find("/", {}));
}

} // namespace
} // namespace parlor::http
