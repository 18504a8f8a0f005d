#pragma once
#include "base/result.hpp"
#include "service/bot/bot_settings.hpp"
#include "service/ports.hpp"

#include <string>
#include <string_view>

namespace parlor::server {

/// What the provider that runs beside the server is called; no other one may be.
inline constexpr std::string_view local_provider_name = "local";
/// The file in the data folder that holds its key, so that nobody has to type one.
inline constexpr std::string_view local_key_file = "provider.key";

/// Lets the provider beside the server in. At the first start its key is made and kept in the file, which its owner alone
/// may read; later ones find it there. Blocks. Refuses with a sentence for the operator where the file can't be written, or
/// holds no key.
Result<service::ProviderKeySetting> local_provider(const std::string& data_folder, service::Random& random);

} // namespace parlor::server
