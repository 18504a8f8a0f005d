#include "http/static_files.hpp"

#include <array>
#include <brotli/encode.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <openssl/evp.h>
#include <utility>
#include <zlib.h>

namespace parlor::http {
namespace {

namespace fs = std::filesystem;

/// Below this compression gains nothing.
constexpr std::size_t min_compressed = 1024;
/// Of 11. The best one takes 40 times as long for 8 % less, and a server that comes back after a crash is waited for.
constexpr int brotli_quality = 6;

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> types{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".webp", "image/webp"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".wasm", "application/wasm"},
    {".txt", "text/plain; charset=utf-8"},
    {".mp3", "audio/mpeg"},
}};

std::string type_of(const std::string& path)
{
    const auto extension = fs::path{path}.extension().string();
    for (const auto& [ending, type] : types)
        if (ending == extension) return std::string{type};
    return "application/octet-stream";
}

bool worth_compressing(const std::string& type, std::size_t size)
{
    const bool text = type.starts_with("text/") || type.starts_with("application/json") || type == "image/svg+xml" ||
                      type == "application/manifest+json" || type == "application/wasm";
    return text && size >= min_compressed;
}

std::shared_ptr<const std::string> smaller(std::string compressed, const std::string& plain)
{
    if (compressed.empty() || compressed.size() >= plain.size()) return {};
    return std::make_shared<const std::string>(std::move(compressed));
}

std::string brotli_of(const std::string& plain)
{
    std::string out(BrotliEncoderMaxCompressedSize(plain.size()), '\0');
    std::size_t size = out.size();
    const auto done = BrotliEncoderCompress(brotli_quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_TEXT, plain.size(),
                                            reinterpret_cast<const std::uint8_t*>(plain.data()), &size,
                                            reinterpret_cast<std::uint8_t*>(out.data()));
    out.resize(done ? size : 0);
    return out;
}

std::string gzip_of(const std::string& plain)
{
    z_stream stream{};
    constexpr int gzip_window = 15 + 16; // zlib.h: 16 more asks for a gzip header
    if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
    std::string out(deflateBound(&stream, plain.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
    stream.avail_in = static_cast<uInt>(plain.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    out.resize(done ? stream.total_out : 0);
    deflateEnd(&stream);
    return out;
}

std::string etag_of(const std::string& content)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    EVP_Digest(content.data(), content.size(), digest.data(), &size, EVP_sha256(), nullptr);
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t i = 0; i < 16; ++i) {
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

/// Whether `Accept-Encoding` takes a coding (RFC 9110 §12.5.3); `q=0` refuses it.
bool accepts(std::string_view header, std::string_view coding)
{
    while (!header.empty()) {
        const auto comma = header.find(',');
        auto item = header.substr(0, comma);
        const auto semicolon = item.find(';');
        auto name = item.substr(0, semicolon);
        const auto from = name.find_first_not_of(" \t");
        const auto to = name.find_last_not_of(" \t");
        name = from == std::string_view::npos ? std::string_view{} : name.substr(from, to - from + 1);
        if (name == coding) {
            const auto weight = semicolon == std::string_view::npos ? std::string_view{} : item.substr(semicolon + 1);
            const auto q = weight.find("q=");
            return q == std::string_view::npos ||
                   weight.substr(q + 2).find_first_of("123456789") != std::string_view::npos;
        }
        header = comma == std::string_view::npos ? std::string_view{} : header.substr(comma + 1);
    }
    return false;
}

bool is_page(const std::string& path)
{
    const auto is_below = [&path](std::string_view folder) {
        return path.starts_with(folder) && path.find('/', folder.size()) == std::string::npos;
    };
    return path == "/" || path == "/diagnostics" || path == "/admin" || is_below("/l/") || is_below("/admin/");
}

bool lies_within(const fs::path& file, const fs::path& folder)
{
    std::error_code fault;
    const auto real = fs::canonical(file, fault);
    if (fault) return false;
    const auto relative = real.lexically_relative(folder);
    return !relative.empty() && *relative.begin() != "..";
}

} // namespace

Result<StaticFiles> StaticFiles::load(const std::string& folder, std::size_t max_bytes)
{
    std::error_code fault;
    const auto root = fs::canonical(folder, fault);
    if (fault || !fs::is_directory(root, fault))
        return Error{Errc::unavailable, "The web client's folder " + folder + " cannot be read."};
    StaticFiles files;
    std::size_t bytes = 0;
    for (fs::recursive_directory_iterator item{root, fault}, end; !fault && item != end; item.increment(fault)) {
        if (!item->is_regular_file(fault) || !lies_within(item->path(), root)) continue;
        std::ifstream in{item->path(), std::ios::binary};
        std::string content{std::istreambuf_iterator<char>{in}, {}};
        bytes += content.size();
        if (bytes > max_bytes)
            return Error{Errc::unavailable, "The web client's folder " + folder + " holds more than " +
                                                std::to_string(max_bytes) + " bytes."};
        const auto path = "/" + item->path().lexically_relative(root).generic_string();
        files.files_.emplace(path, make(path, std::move(content)));
    }
    if (fault)
        return Error{Errc::unavailable, "The web client's folder " + folder + " cannot be read: " + fault.message()};
    return files;
}

StaticFiles::File StaticFiles::make(const std::string& path, std::string content)
{
    File file{.type = type_of(path),
              .etag = etag_of(content),
              // What the build put under assets carries a hash of its content in its name.
              .cache = path.starts_with("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
              .plain = std::make_shared<const std::string>(std::move(content)),
              .gzip = {},
              .brotli = {}};
    if (!worth_compressing(file.type, file.plain->size())) return file;
    file.brotli = smaller(brotli_of(*file.plain), *file.plain);
    file.gzip = smaller(gzip_of(*file.plain), *file.plain);
    return file;
}

std::optional<net::HttpResponse> StaticFiles::find(const std::string& path, const net::HttpRequest& request) const
{
    const auto found = files_.find(is_page(path) ? "/index.html" : path);
    if (found == files_.end()) return {};
    const auto& file = found->second;
    const auto encodings = request.header("Accept-Encoding");
    std::string_view coding;
    auto body = file.plain;
    if (file.brotli && accepts(encodings, "br")) {
        coding = "br";
        body = file.brotli;
    } else if (file.gzip && accepts(encodings, "gzip")) {
        coding = "gzip";
        body = file.gzip;
    }
    // A strong tag names the bytes, so each coding has its own (RFC 9110 §8.8.3).
    auto etag = "\"" + file.etag + (coding.empty() ? "" : "-" + std::string{coding}) + "\"";
    net::HttpResponse response{.status = 200, .headers = {{"ETag", etag}, {"Cache-Control", file.cache}}, .body = {}};
    if (file.brotli || file.gzip) response.headers.emplace_back("Vary", "Accept-Encoding");
    const auto known = request.header("If-None-Match");
    if (known == "*" || known.find(etag) != std::string_view::npos) {
        response.status = 304;
        return response;
    }
    response.headers.emplace_back("Content-Type", file.type);
    if (!coding.empty()) response.headers.emplace_back("Content-Encoding", coding);
    response.body = body;
    return response;
}

} // namespace parlor::http
