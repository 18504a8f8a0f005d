#pragma once
#include <cstdlib>

namespace parlor::test {

/// How often a test goes round: as often as PARLOR_ROUNDS says, which ctest sets in the soak and people set by hand; `few` among the
/// others.
inline int rounds(int few)
{
    const char* asked = std::getenv("PARLOR_ROUNDS");
    return asked ? std::atoi(asked) : few;
}

} // namespace parlor::test
