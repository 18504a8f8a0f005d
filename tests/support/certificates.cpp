#include "tests/support/certificates.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>
#include <stdexcept>

namespace parlor::test {
namespace {

template <class T, class Free> auto owned(T* thing, Free free)
{
    if (!thing) throw std::runtime_error("OpenSSL makes nothing");
    return std::unique_ptr<T, Free>{thing, free};
}

template <class Write> void write_pem(const std::string& path, Write write)
{
    const auto file = owned(std::fopen(path.c_str(), "w"), [](std::FILE* open) { std::fclose(open); });
    if (write(file.get()) != 1) throw std::runtime_error("cannot write " + path);
}

} // namespace

void make_certificate(const CertificateFiles& files, const std::string& name)
{
    const auto key = owned(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const auto certificate = owned(X509_new(), X509_free);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 86'400);
    X509_set_pubkey(certificate.get(), key.get());
    auto* subject = X509_get_subject_name(certificate.get());
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(certificate.get(), subject);
    if (X509_sign(certificate.get(), key.get(), EVP_sha256()) == 0) throw std::runtime_error("cannot sign");
    write_pem(files.certificate, [&](std::FILE* file) { return PEM_write_X509(file, certificate.get()); });
    write_pem(files.key, [&](std::FILE* file) {
        return PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    });
}

} // namespace parlor::test
