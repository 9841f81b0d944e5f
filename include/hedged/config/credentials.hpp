// SPDX-License-Identifier: Apache-2.0
// The exchange key of one account, from where secrets may live: the service manager's credential
// directory, a file that only its owner can read, or, with a warning, the environment. Both files
// have two lines, `client_id: ...` and `client_secret: ...`. Cold code: allocates.
#pragma once

#include "hedged/config/secret.hpp"
#include "hedged/core/result.hpp"

#include <string>

namespace hedged::config {

struct CredentialSource {
    std::string name;         // file below $CREDENTIALS_DIRECTORY
    std::string file;         // empty: none
    std::string environment;  // PREFIX: PREFIX_CLIENT_ID and PREFIX_CLIENT_SECRET; empty: none
};

struct Credentials {
    std::string client_id;
    Secret client_secret;
    std::string origin;   // for the log: where it was found
    std::string warning;  // empty: none
};

// The first source that exists wins; one that exists but is not safe or not readable is an error,
// never skipped.
[[nodiscard]] Result<Credentials, std::string> load_credentials(const CredentialSource& source);

}  // namespace hedged::config
