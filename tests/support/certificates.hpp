#pragma once
#include <string>

namespace parlor::test {

/// PEM files of a certificate and its key.
struct CertificateFiles {
    std::string certificate;
    std::string key;
};

/// Writes a certificate that nobody vouches for, for `name`, good for a day, and its key: at these places, over what is there.
void make_certificate(const CertificateFiles& files, const std::string& name);

} // namespace parlor::test
