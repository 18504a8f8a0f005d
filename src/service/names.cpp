#include "service/names.hpp"

#include "base/address.hpp"

namespace parlor::service {

NameClaim Names::claim_of(const Wish& wish) const
{
    const auto now = context_.clock.now();
    return {.session = wish.session,
            .name = wish.name,
            .key = wish.key,
            .now = now,
            .free_if_released_before = now - context_.settings.name_release,
            .connected = connected_(wish.session),
            .force = wish.force};
}

void Names::claim(Wish wish, Reply<NameClaimed> reply)
{
    // Most names need no password; and whoever holds a name needs none either.
    auto claim = claim_of(wish);
    context_.store.claim_name(
        std::move(claim), context_.here<NameClaimed>([this, wish = std::move(wish),
                                                      reply = std::move(reply)](Result<NameClaimed> claimed) mutable {
            if (claimed || claimed.error().code != Errc::password_required || !wish.password)
                return reply(std::move(claimed));
            context_.store.read_name(
                wish.key, context_.here<domain::NameState>(
                              [this, wish, reply = std::move(reply)](Result<domain::NameState> name) mutable {
                                  if (!name) return reply(std::move(name).error());
                                  prove(wish.key, std::move(name->password_hash), *wish.password, wish.address,
                                        [this, wish, reply = std::move(reply)](Result<std::string> proof) mutable {
                                            if (!proof) return reply(std::move(proof).error());
                                            auto proved = claim_of(wish);
                                            proved.proof = std::move(*proof);
                                            context_.store.claim_name(std::move(proved),
                                                                      context_.here<NameClaimed>(std::move(reply)));
                                        });
                              }));
        }));
}

/// The hash that the password is right for, renewed where the parameters of hashing have changed.
void Names::prove(const std::string& key, std::string hash, std::string password, const std::string& address,
                  Reply<std::string> reply)
{
    // The protection went meanwhile.
    if (hash.empty()) return reply(std::string{});
    const auto tries = key + '\n' + client_network(address);
    if (auto allowed = tries_.take(tries, context_.clock.instant(), "tries at the password of this name"); !allowed)
        return reply(allowed.error());
    auto known = hash;
    context_.passwords.check(
        std::move(hash), std::move(password),
        [this, key, tries, known = std::move(known), reply = std::move(reply)](Result<PasswordCheck> check) mutable {
            if (check && !check->right)
                return reply(Error{Errc::wrong_password, "This is not the password of this name.", "password"});
            tries_.give_back(tries);
            if (!check) return reply(std::move(check).error());
            if (check->better_hash.empty()) return reply(std::move(known));
            context_.store.rehash_name(key, known, check->better_hash, [](Result<void>) {});
            reply(std::move(check->better_hash));
        });
}

void Names::protect(Protection wish, Reply<protocol::Empty> reply)
{
    auto key = wish.key;
    context_.store.read_name(
        std::move(key), context_.here<domain::NameState>([this, wish = std::move(wish), reply = std::move(reply)](
                                                             Result<domain::NameState> name) mutable {
            if (!name) return reply(std::move(name).error());
            if (name->password_hash.empty()) {
                if (!wish.password) return reply(Error{Errc::not_found, "No password protects your name."});
                return keep(std::move(wish), {}, std::move(reply));
            }
            if (!wish.old_password)
                return reply(Error{Errc::password_required, "Show the present password first.", "old_password"});
            auto old_password = *wish.old_password;
            prove(wish.key, std::move(name->password_hash), std::move(old_password), wish.address,
                  [this, wish, reply = std::move(reply)](Result<std::string> proof) mutable {
                      if (!proof) {
                          auto refused = std::move(proof).error();
                          if (refused.code == Errc::wrong_password) refused.path = "old_password";
                          return reply(std::move(refused));
                      }
                      keep(std::move(wish), std::move(*proof), std::move(reply));
                  });
        }));
}

void Names::keep(Protection wish, std::string old_hash, Reply<protocol::Empty> reply)
{
    auto change = [this, session = std::move(wish.session), key = std::move(wish.key), old_hash = std::move(old_hash),
                   reply = std::move(reply)](Result<std::string> new_hash) mutable {
        if (!new_hash) return reply(std::move(new_hash).error());
        context_.store.protect_name(
            std::move(key),
            {.session = std::move(session), .old_hash = std::move(old_hash), .new_hash = std::move(*new_hash)},
            context_.here<void>([reply = std::move(reply)](Result<void> kept) mutable {
                if (!kept) return reply(kept.error());
                reply(protocol::Empty{});
            }));
    };
    if (!wish.password) return change(std::string{});
    context_.passwords.hash(std::move(*wish.password), std::move(change));
}

} // namespace parlor::service
