#pragma once
#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

namespace parlor {

template <class Signature> class UniqueFunction;

/// A call-back that is moved, never copied, so that it can own what it needs. Small ones (≤ 48 bytes) need no
/// allocation. Calling an empty one is a bug.
template <class R, class... Args> class UniqueFunction<R(Args...)> {
public:
    UniqueFunction() = default;
    UniqueFunction(std::nullptr_t) {}

    template <class F>
    requires(!std::is_same_v<std::decay_t<F>, UniqueFunction> && std::is_invocable_r_v<R, std::decay_t<F>&, Args...>)
        UniqueFunction(F&& function)
    {
        using Held = std::decay_t<F>;
        if constexpr (fits<Held>) {
            ::new (static_cast<void*>(storage_)) Held(std::forward<F>(function));
            table_ = &inline_table<Held>;
        } else {
            ::new (static_cast<void*>(storage_)) Held*(new Held(std::forward<F>(function)));
            table_ = &heap_table<Held>;
        }
    }

    UniqueFunction(UniqueFunction&& other) noexcept { take(other); }
    UniqueFunction& operator=(UniqueFunction&& other) noexcept
    {
        if (this != &other) {
            reset();
            take(other);
        }
        return *this;
    }
    UniqueFunction(const UniqueFunction&) = delete;
    UniqueFunction& operator=(const UniqueFunction&) = delete;
    ~UniqueFunction() { reset(); }

    explicit operator bool() const { return table_ != nullptr; }

    R operator()(Args... args) { return table_->call(storage_, std::forward<Args>(args)...); }

private:
    struct Table {
        R (*call)(void*, Args&&...);
        void (*move)(void* from, void* to) noexcept;
        void (*destroy)(void*) noexcept;
    };

    static constexpr std::size_t capacity = 48;

    template <class Held>
    static constexpr bool
        fits = sizeof(Held) <= capacity &&
               alignof(Held) <= alignof(std::max_align_t) && std::is_nothrow_move_constructible_v<Held>;

    template <class Held>
    static constexpr Table inline_table{
        [](void* at, Args&&... args) -> R { return (*static_cast<Held*>(at))(std::forward<Args>(args)...); },
        [](void* from, void* to) noexcept {
            auto* held = static_cast<Held*>(from);
            ::new (to) Held(std::move(*held));
            held->~Held();
        },
        [](void* at) noexcept { static_cast<Held*>(at)->~Held(); },
    };

    template <class Held>
    static constexpr Table heap_table{
        [](void* at, Args&&... args) -> R { return (**static_cast<Held**>(at))(std::forward<Args>(args)...); },
        [](void* from, void* to) noexcept { ::new (to) Held*(*static_cast<Held**>(from)); },
        [](void* at) noexcept { std::unique_ptr<Held>{*static_cast<Held**>(at)}; },
    };

    void take(UniqueFunction& other) noexcept
    {
        table_ = std::exchange(other.table_, nullptr);
        if (table_) table_->move(other.storage_, storage_);
    }
    void reset() noexcept
    {
        if (auto* table = std::exchange(table_, nullptr)) table->destroy(storage_);
    }

    alignas(std::max_align_t) std::byte storage_[capacity];
    const Table* table_ = nullptr;
};

} // namespace parlor
