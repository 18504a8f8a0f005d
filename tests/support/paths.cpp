#include "tests/support/paths.hpp"

namespace parlor::test {

const std::string& source_dir()
{
    static const std::string folder = PARLOR_SOURCE_DIR;
    return folder;
}

const std::string& bin_dir()
{
    static const std::string folder = PARLOR_BIN_DIR;
    return folder;
}

} // namespace parlor::test
