#include "net/connection_limits.hpp"

#include <algorithm>

namespace parlor::net {
namespace {

using boost::asio::ip::address;

/// What counts as one client: an IPv4 address, or the /64 that an IPv6 customer usually gets.
address client_of(const address& from)
{
    if (!from.is_v6()) return from;
    const auto v6 = from.to_v6();
    if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6);
    auto bytes = v6.to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6{bytes};
}

} // namespace

ConnectionLimits::Place ConnectionLimits::take(const address& from)
{
    const auto client = client_of(from);
    std::lock_guard lock{mutex_};
    auto& count = by_address_[client];
    if (open_ >= most_ || count >= most_per_address_) {
        if (count == 0) by_address_.erase(client);
        ++refused_;
        return {};
    }
    ++count;
    ++open_;
    return Place{shared_from_this(), client};
}

void ConnectionLimits::Place::give_back()
{
    if (!limits_) return;
    {
        std::lock_guard lock{limits_->mutex_};
        --limits_->open_;
        auto found = limits_->by_address_.find(address_);
        if (found != limits_->by_address_.end() && --found->second == 0) limits_->by_address_.erase(found);
    }
    limits_.reset();
}

} // namespace parlor::net
