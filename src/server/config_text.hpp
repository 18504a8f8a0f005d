#pragma once
#include "server/config_reader.hpp"

#include <string>

/// What the settings look like to people. All of it is made from the table of keys.
namespace parlor::server {

/// `--help`.
std::string help_text();
/// `--print-config`: the values in force as TOML, each that is not the default with its source, secrets hidden.
std::string config_text(ConfigReader& reader);
/// docs/configuration.md.
std::string configuration_document();
/// packaging/parlor.toml: every key, commented out, at its default.
std::string sample_file();

} // namespace parlor::server
