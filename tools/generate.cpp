// Writes the documents that are made from the protocol definition: `parlor-generate FOLDER`.
#include "protocol/schema.hpp"

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
    if (!out) std::cerr << "parlor-generate: cannot write " << file << '\n';
    return static_cast<bool>(out);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        std::cerr << "usage: parlor-generate FOLDER\nWrites schema.json and asyncapi.json there.\n";
        return 2;
    }
    const std::filesystem::path folder = argv[1];
    const bool fine = write(folder / "schema.json", parlor::protocol::json_schema()) &&
                      write(folder / "asyncapi.json", parlor::protocol::asyncapi());
    return fine ? 0 : 1;
}
