// SPDX-License-Identifier: Apache-2.0
// Certificates made on the spot, so that no test depends on a file that expires. Keys are P-256.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

namespace hedged::test {

// What a server certificate says of itself. Days count from now.
struct CertificatePlan {
    std::string common_name = "localhost";
    std::string alternative_names = "DNS:localhost,IP:127.0.0.1";  // as OpenSSL writes them
    int valid_from_days = -1;
    int valid_until_days = 30;
};

struct CertificateFiles {
    std::string certificate;  // PEM
    std::string key;          // PEM
};

// A certificate authority that lives as long as the test.
class TestAuthority {
public:
    explicit TestAuthority(std::filesystem::path folder, const std::string& name = "Test CA");
    ~TestAuthority();
    TestAuthority(const TestAuthority&) = delete;
    TestAuthority& operator=(const TestAuthority&) = delete;

    [[nodiscard]] const std::string& ca_file() const { return ca_file_; }
    [[nodiscard]] CertificateFiles issue(const std::string& file_stem,
                                         const CertificatePlan& plan = {});
    // Signed by its own key and by nobody else.
    [[nodiscard]] CertificateFiles self_signed(const std::string& file_stem,
                                               const CertificatePlan& plan = {});

private:
    struct Keys;
    std::filesystem::path folder_;
    std::string ca_file_;
    std::unique_ptr<Keys> ca_;
};

}  // namespace hedged::test
