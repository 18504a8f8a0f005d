#pragma once
#include "base/result.hpp"
#include "server/config.hpp"
#include "service/store.hpp"

#include <memory>
#include <string>

namespace parlor::server {

struct OpenedStore {
    std::unique_ptr<service::Store> store;
    /// 32 bytes of this installation, made at its first start.
    std::string secret;
};

/// Opens the store that is configured, making its folder where needed. Blocks; before the loops run. Refuses with a
/// sentence for the operator.
Result<OpenedStore> open_store(const StoreSettings& settings);

} // namespace parlor::server
