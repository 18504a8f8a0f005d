#pragma once
#include "server/config_value.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parlor::server {

/// Gathers values from one source after the other; a later one overrules. Faults are gathered too, so that an operator
/// sees all of them at once.
class ConfigReader {
public:
    /// A TOML document; `file` is how faults call it.
    void read_toml(std::string_view text, const std::string& file);
    /// `place` is how faults and `--print-config` call the source, e.g. `--lobby.grace`.
    void read_value(const Key& key, const RawValue& value, std::string place);
    void add_fault(std::string_view place, std::string_view what);
    /// A table `[lobbies.ID]` or `[templates.NAME]` as a JSON object's text.
    void read_preset(std::string_view group, const std::string& id, std::string_view json, const std::string& place);
    /// A fault that names the known key nearest to `name`.
    void add_unknown(std::string_view place, std::string_view name);
    /// What the settings together must keep to; makes `service.ice` and `service.bots.providers`. Call once, last.
    void finish();

    Config& config() { return config_; }
    const std::vector<std::string>& faults() const { return faults_; }
    /// Where a key's value comes from; empty = its default.
    std::string origin(const Key& key) const;

private:
    void check_order(std::string_view smaller, std::string_view larger);

    Config config_;
    std::map<std::string_view, std::string> origins_;
    std::vector<std::string> faults_;
};

/// The known key most like `name`; empty where none is like it.
std::string_view nearest_key(std::string_view name);

} // namespace parlor::server
