#include "service/admin_gate.hpp"

#include "base/address.hpp"
#include "base/log.hpp"
#include "service/back.hpp"
#include "service/secrets.hpp"

#include <charconv>

namespace parlor::service {
namespace {

constexpr std::string_view wrong_tokens = "wrong administrator's tokens from this address";

Error off()
{
    return {Errc::not_found, "Administration is off (setting admin.token)."};
}

Error refused()
{
    return {Errc::unauthenticated, "This needs the administrator's token."};
}

/// Comparing hashes takes the same time whatever the lengths.
std::string hash_of(std::string_view token)
{
    return keyed_hash({}, {"parlor admin token", token});
}

} // namespace

AdminGate::AdminGate(ShardContext& context, Random& random)
    : context_(context), random_(random),
      token_hash_(context.settings.admin.token.empty() ? std::string{} : hash_of(context.settings.admin.token)),
      pass_key_(keyed_hash({}, {"parlor admin pass", context.settings.admin.token})),
      wrong_(context.settings.admin.wrong_tokens_per_minute)
{
}

void AdminGate::authenticate(AdminCredentials shown, std::string address, Reply<AdminActor> reply)
{
    context_.shards.post(context_.self,
                         [this, shown = std::move(shown), address = std::move(address),
                          reply = back(context_.shards, std::move(reply))]() mutable { reply(check(shown, address)); });
}

Result<AdminActor> AdminGate::check(const AdminCredentials& shown, const std::string& address)
{
    if (!on()) return off();
    if (shown.secret.empty()) return refused();
    const auto now = context_.clock.instant();
    const auto client = client_network(address);
    // Looked at before the secret: who has guessed too often learns nothing more.
    if (auto allowed = wrong_.peek(client, now, wrong_tokens); !allowed) return allowed.error();
    const auto proof = proof_of(shown);
    if (proof == Proof::good) return AdminActor{address};
    if (proof == Proof::wrong) {
        log::warning("admin_token_wrong", {{"address", address}});
        if (auto counted = wrong_.take(client, now, wrong_tokens); !counted) return counted.error();
    }
    return refused();
}

AdminGate::Proof AdminGate::proof_of(const AdminCredentials& shown) const
{
    if (shown.kind == AdminCredentials::Kind::pass) return proof_of_pass(shown.secret);
    return same_secret(hash_of(shown.secret), token_hash_) ? Proof::good : Proof::wrong;
}

AdminGate::Proof AdminGate::proof_of_pass(std::string_view pass) const
{
    // EXPIRY.SALT.SIGNATURE
    const auto first = pass.find('.');
    const auto second = first == std::string_view::npos ? first : pass.find('.', first + 1);
    if (second == std::string_view::npos) return Proof::wrong;
    const auto expiry = pass.substr(0, first);
    const auto salt = pass.substr(first + 1, second - first - 1);
    if (!same_secret(sign_pass(expiry, salt), pass.substr(second + 1))) return Proof::wrong;
    std::int64_t expires_at = 0;
    std::from_chars(expiry.data(), expiry.data() + expiry.size(), expires_at);
    return expires_at > to_ms(context_.clock.now()) ? Proof::good : Proof::expired;
}

std::string AdminGate::sign_pass(std::string_view expiry, std::string_view salt) const
{
    return keyed_hash(pass_key_, {"parlor admin pass", expiry, salt});
}

Result<AdminPass> AdminGate::issue_pass(const AdminCredentials& shown, const std::string& address)
{
    // A pass does not renew itself: an hour after the token was shown it has to be shown again.
    if (on() && shown.kind == AdminCredentials::Kind::pass) return refused();
    if (auto actor = check(shown, address); !actor) return std::move(actor).error();
    const auto expires_at = context_.clock.now() + pass_lifetime;
    const auto expiry = std::to_string(to_ms(expires_at));
    const auto salt = random_id(random_);
    return AdminPass{.secret = expiry + "." + salt + "." + sign_pass(expiry, salt),
                     .expires_at = expires_at,
                     .max_age_s = pass_lifetime / std::chrono::seconds{1}};
}

} // namespace parlor::service
