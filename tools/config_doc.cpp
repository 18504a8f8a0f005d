// Writes the documents that are made from the table of settings: `parlor-config-doc ROOT`.
#include "server/config_text.hpp"

#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

namespace {

bool write(const std::filesystem::path& file, const std::string& text)
{
    std::ofstream out{file, std::ios::binary};
    out << text;
    out.close();
    if (!out) std::cerr << "parlor-config-doc: cannot write " << file << '\n';
    return static_cast<bool>(out);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: parlor-config-doc ROOT\nWrites docs/configuration.md and packaging/parlor.toml there.\n";
        return 2;
    }
    const std::filesystem::path root = argv[1];
    const bool fine = write(root / "docs/configuration.md", parlor::server::configuration_document()) &&
                      write(root / "packaging/parlor.toml", parlor::server::sample_file());
    return fine ? 0 : 1;
}
