#include "store/memory/memory_store_impl.hpp"

/// What waits for the targets of web hooks.
namespace parlor::store {

void MemoryStore::push_hook(HookRecord record, Done<std::int64_t> done)
{
    carry_out(std::move(done), [this, record = std::move(record)]() mutable -> Result<std::int64_t> {
        hooks_.emplace(++last_hook_, std::move(record));
        return last_hook_;
    });
}

void MemoryStore::load_hooks(Done<std::vector<HookPlace>> done)
{
    carry_out(std::move(done), [this]() -> Result<std::vector<HookPlace>> {
        std::vector<HookPlace> places;
        for (const auto& [number, record] : hooks_) places.push_back({number, record.target, record.at});
        return places;
    });
}

void MemoryStore::read_hook(std::int64_t number, Done<std::string> done)
{
    carry_out(std::move(done), [this, number]() -> Result<std::string> {
        auto found = hooks_.find(number);
        if (found == hooks_.end()) return Error{Errc::not_found, "There is no such event."};
        return found->second.body;
    });
}

void MemoryStore::drop_hook(std::int64_t number, Done<void> done)
{
    carry_out(std::move(done), [this, number]() -> Result<void> {
        hooks_.erase(number);
        return {};
    });
}

} // namespace parlor::store
