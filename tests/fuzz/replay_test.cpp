#include "tests/fuzz/fuzz.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <vector>

namespace parlor::fuzz {
namespace {

/// The seeds of this target and what fuzzing has found in it, each a file.
TEST(Seeds, are_borne_by_the_target)
{
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{PARLOR_SEEDS}) files.push_back(entry.path());
    std::ranges::sort(files);
    ASSERT_FALSE(files.empty()) << PARLOR_SEEDS;

    for (const auto& path : files) {
        SCOPED_TRACE(path.string());
        std::ifstream file{path, std::ios::binary};
        // Of exactly this size, so that reading past it is noticed by AddressSanitizer.
        const std::vector<char> bytes{std::istreambuf_iterator<char>{file}, {}};
        EXPECT_EQ(LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()), 0);
    }
}

} // namespace
} // namespace parlor::fuzz
