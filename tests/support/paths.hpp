#pragma once
#include <string>

/// Where this checkout lies. One file knows, so that all others compile to the same objects wherever a checkout is.
namespace parlor::test {

/// The folder of the tree.
const std::string& source_dir();
/// The folder of the programs that this build has made.
const std::string& bin_dir();

} // namespace parlor::test
