// SPDX-License-Identifier: Apache-2.0
#include "support/test_certificates.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <stdexcept>
#include <utility>

namespace hedged::test {

namespace {

template <auto Free>
struct Deleter {
    template <class T>
    void operator()(T* object) const {
        (void)Free(object);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using File = std::unique_ptr<std::FILE, Deleter<std::fclose>>;

void check(bool good, const char* what) {
    if (!good) {
        throw std::runtime_error(std::string("test certificate: ") + what);
    }
}

Key make_key() {
    Key key(EVP_EC_gen("P-256"));
    check(key != nullptr, "key");
    return key;
}

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    check(extension != nullptr, "extension");
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

// Signs with `signer`; issuer null: it names itself.
Certificate make_certificate(EVP_PKEY* key, const CertificatePlan& plan, bool authority,
                             X509* issuer, EVP_PKEY* signer) {
    static long serial = 1000;
    Certificate certificate(X509_new());
    X509* raw = certificate.get();
    X509_set_version(raw, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(raw), ++serial);
    X509_gmtime_adj(X509_getm_notBefore(raw), 86'400L * plan.valid_from_days);
    X509_gmtime_adj(X509_getm_notAfter(raw), 86'400L * plan.valid_until_days);
    X509_set_pubkey(raw, key);
    X509_NAME* name = X509_get_subject_name(raw);
    const auto* text = reinterpret_cast<const unsigned char*>(plan.common_name.c_str());  // NOLINT
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, -1, -1, 0);
    X509_set_issuer_name(raw, issuer == nullptr ? name : X509_get_subject_name(issuer));
    X509* parent = issuer == nullptr ? raw : issuer;
    add_extension(raw, parent, NID_basic_constraints, authority ? "critical,CA:TRUE" : "CA:FALSE");
    add_extension(raw, parent, NID_subject_key_identifier, "hash");
    if (!plan.alternative_names.empty()) {
        add_extension(raw, parent, NID_subject_alt_name, plan.alternative_names);
    }
    check(X509_sign(raw, signer, EVP_sha256()) > 0, "signature");
    return certificate;
}

File open_for_writing(const std::string& path) {
    File file(std::fopen(path.c_str(), "w"));
    check(file != nullptr, path.c_str());
    return file;
}

CertificateFiles write(const std::filesystem::path& stem, X509* certificate, EVP_PKEY* key) {
    CertificateFiles files{stem.string() + ".pem", stem.string() + ".key"};
    check(PEM_write_X509(open_for_writing(files.certificate).get(), certificate) == 1, "write");
    check(PEM_write_PrivateKey(open_for_writing(files.key).get(), key, nullptr, nullptr, 0, nullptr,
                               nullptr) == 1,
          "write key");
    return files;
}

}  // namespace

struct TestAuthority::Keys {
    Key key;
    Certificate certificate;
};

TestAuthority::TestAuthority(std::filesystem::path folder, const std::string& name)
    : folder_(std::move(folder)), ca_(std::make_unique<Keys>()) {
    ca_->key = make_key();
    CertificatePlan plan;
    plan.common_name = name;
    plan.alternative_names.clear();
    ca_->certificate = make_certificate(ca_->key.get(), plan, true, nullptr, ca_->key.get());
    ca_file_ = write(folder_ / ("ca-" + name), ca_->certificate.get(), ca_->key.get()).certificate;
}

TestAuthority::~TestAuthority() = default;

CertificateFiles TestAuthority::issue(const std::string& file_stem, const CertificatePlan& plan) {
    const Key key = make_key();
    const Certificate certificate =
        make_certificate(key.get(), plan, false, ca_->certificate.get(), ca_->key.get());
    return write(folder_ / file_stem, certificate.get(), key.get());
}

CertificateFiles TestAuthority::self_signed(const std::string& file_stem,
                                            const CertificatePlan& plan) {
    const Key key = make_key();
    const Certificate certificate = make_certificate(key.get(), plan, false, nullptr, key.get());
    return write(folder_ / file_stem, certificate.get(), key.get());
}

}  // namespace hedged::test
