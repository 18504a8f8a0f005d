#include "service/passwords.hpp"

#include <array>
#include <memory>

#include <sodium.h>

namespace parlor::service {
namespace {

Error too_many()
{
    return {Errc::rate_limited, "Too many passwords are being checked; try again in a moment.", {}, 1000};
}

Result<std::string> argon2id(const std::string& password, const PasswordSettings& settings)
{
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), password.data(), password.size(), settings.passes, settings.memory_bytes,
                              crypto_pwhash_ALG_ARGON2ID13) != 0)
        return Error{Errc::unavailable, "There is no memory to hash this password.", {}, 1000};
    return std::string{text.data()};
}

/// libsodium reads a whole buffer.
std::array<char, crypto_pwhash_STRBYTES> padded(const std::string& hash)
{
    std::array<char, crypto_pwhash_STRBYTES> text{};
    hash.copy(text.data(), text.size() - 1);
    return text;
}

PasswordCheck compare(const std::string& hash, const std::string& password, const PasswordSettings& settings)
{
    const auto text = padded(hash);
    PasswordCheck check;
    check.right = crypto_pwhash_str_verify(text.data(), password.data(), password.size()) == 0;
    if (!check.right || crypto_pwhash_str_needs_rehash(text.data(), settings.passes, settings.memory_bytes) == 0)
        return check;
    if (auto better = argon2id(password, settings)) check.better_hash = std::move(*better);
    return check;
}

/// A password on its way; wiped when it goes.
class Secret {
public:
    explicit Secret(std::string text) : text_(std::move(text)) {}
    Secret(Secret&& other) noexcept : text_(std::move(other.text_)) { wipe(other.text_); }
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    Secret& operator=(Secret&&) = delete;
    ~Secret() { wipe(text_); }
    const std::string& text() const { return text_; }

private:
    static void wipe(std::string& text) { sodium_memzero(text.data(), text.size()); }
    std::string text_;
};

} // namespace

template <class T, class Work> void Passwords::work_off(Reply<T> reply, Work work)
{
    // Shared, so that the reply is still here where the queue is full.
    auto kept = std::make_shared<Reply<T>>(std::move(reply));
    const bool taken =
        workers_.submit([&shards = shards_, shard = shards_.current(), kept, work = std::move(work)]() mutable {
            shards.post(shard,
                        [kept = std::move(kept), result = Result<T>{work()}]() mutable { (*kept)(std::move(result)); });
        });
    if (!taken) (*kept)(too_many());
}

void Passwords::hash(std::string password, Reply<std::string> reply)
{
    work_off(std::move(reply), [secret = Secret{std::move(password)}, &settings = settings_] {
        return argon2id(secret.text(), settings);
    });
}

void Passwords::check(std::string hash, std::string password, Reply<PasswordCheck> reply)
{
    work_off(std::move(reply), [hash = std::move(hash), secret = Secret{std::move(password)}, &settings = settings_] {
        return compare(hash, secret.text(), settings);
    });
}

} // namespace parlor::service
