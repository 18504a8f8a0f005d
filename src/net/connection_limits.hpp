#pragma once
#include <boost/asio/ip/address.hpp>

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>

namespace parlor::net {

/// Counts open sockets, all together and by address (IPv6 by /64). Thread-safe; touched once per accept and per close.
class ConnectionLimits : public std::enable_shared_from_this<ConnectionLimits> {
public:
    ConnectionLimits(std::size_t most, std::size_t most_per_address) : most_(most), most_per_address_(most_per_address)
    {
    }

    /// A counted place; gives itself back when destroyed.
    class Place {
    public:
        Place() = default;
        Place(Place&& other) noexcept : limits_(std::move(other.limits_)), address_(other.address_) {}
        Place& operator=(Place&& other) noexcept
        {
            if (this != &other) {
                give_back();
                limits_ = std::move(other.limits_);
                address_ = other.address_;
            }
            return *this;
        }
        ~Place() { give_back(); }
        explicit operator bool() const { return limits_ != nullptr; }

    private:
        friend class ConnectionLimits;
        Place(std::shared_ptr<ConnectionLimits> limits, boost::asio::ip::address address)
            : limits_(std::move(limits)), address_(address)
        {
        }
        void give_back();

        std::shared_ptr<ConnectionLimits> limits_;
        boost::asio::ip::address address_;
    };

    /// An empty place where a bound is reached.
    Place take(const boost::asio::ip::address& address);
    std::size_t open() const { return open_.load(std::memory_order_relaxed); }
    std::size_t refused() const { return refused_.load(std::memory_order_relaxed); }

private:
    const std::size_t most_;
    const std::size_t most_per_address_;
    std::atomic<std::size_t> open_{0};
    std::atomic<std::size_t> refused_{0};
    std::mutex mutex_;
    std::map<boost::asio::ip::address, std::size_t> by_address_;
};

} // namespace parlor::net
