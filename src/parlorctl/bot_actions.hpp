#pragma once
#include "parlorctl/command.hpp"

#include <optional>

/// The actions on bots and on the keys of their providers; see Command::run.
namespace parlor::ctl {

std::optional<Fault> list_bots(Api& api, const Arguments& arguments);
std::optional<Fault> show_bot(Api& api, const Arguments& arguments);
std::optional<Fault> end_bot(Api& api, const Arguments& arguments);

std::optional<Fault> list_providers(Api& api, const Arguments& arguments);
std::optional<Fault> add_provider(Api& api, const Arguments& arguments);
std::optional<Fault> remove_provider(Api& api, const Arguments& arguments);

} // namespace parlor::ctl
