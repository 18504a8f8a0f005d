#pragma once
#include "server/config.hpp"

#include <string>
#include <string_view>

namespace parlor::server {

/// Whether the tables of this group are lobbies or templates, each under its id.
bool is_preset_group(std::string_view group);

/// The lobbies and templates as TOML tables, passwords hidden.
std::string presets_text(const Config& config);

} // namespace parlor::server
