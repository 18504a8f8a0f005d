#include "tests/support/api.hpp"

#include <boost/json/value_to.hpp>

#include <stdexcept>

namespace parlor::test {
namespace {

boost::json::value created(HttpClient http, std::string_view target, std::string_view body)
{
    const auto answer = http.post(target, body);
    if (answer.status != 201) throw std::runtime_error(std::string{target} + " answered " + answer.body);
    return answer.json();
}

} // namespace

Headers bearer(const std::string& token)
{
    return {{"Authorization", "Bearer " + token}};
}

std::string new_session(std::uint16_t port)
{
    const auto answer = created(HttpClient{port}, "/api/v1/sessions", "{}");
    return boost::json::value_to<std::string>(answer.at("token"));
}

std::string new_lobby(std::uint16_t port, const std::string& token, const std::string& settings)
{
    const auto answer = created(HttpClient{port, bearer(token)}, "/api/v1/lobbies", settings);
    return boost::json::value_to<std::string>(answer.at("lobby").at("id"));
}

} // namespace parlor::test
