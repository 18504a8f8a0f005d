#pragma once
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <vector>

namespace parlor::test {

/// A body that must be refused, and the field at fault.
struct WrongBody {
    boost::json::object body;
    std::string path;
    std::string what;
};

/// A right body with one field at a time missing, of another type, too short, too long or out of bounds, as the published
/// schema tells them: `document` is the whole of `/schema.json`.
std::vector<WrongBody> wrong_bodies(const boost::json::value& document, const std::string& definition,
                                    const boost::json::object& right);

} // namespace parlor::test
