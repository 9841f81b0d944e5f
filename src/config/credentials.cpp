// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/credentials.hpp"

#include "hedged/core/descriptor.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>

namespace hedged::config {

namespace {

constexpr std::size_t kFileBytesMax = 4096;
// A service manager may grant its one reader by an access list, which shows as a group bit.
constexpr mode_t kForbiddenInFile = 077;
constexpr mode_t kForbiddenInDirectory = 037;

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string check_file(const std::string& path, int fd, mode_t forbidden) {
    struct stat info {};
    if (::fstat(fd, &info) != 0) {
        return path + ": " + std::strerror(errno);
    }
    if (!S_ISREG(info.st_mode)) {
        return path + ": not a regular file";
    }
    if (info.st_uid != ::geteuid() && info.st_uid != 0) {
        return path + ": owned by user " + std::to_string(info.st_uid) +
               "; a key file must belong to this user or to root";
    }
    if ((info.st_mode & forbidden) != 0) {
        return path + ": others may read it; run: chmod 600 " + path;
    }
    if (info.st_size > static_cast<off_t>(kFileBytesMax)) {
        return path + ": too large for a key file";
    }
    return {};
}

// Reads the two lines; `text` is wiped by the caller.
Result<Credentials, std::string> parse_lines(const std::string& path, std::string_view text) {
    Credentials out;
    out.origin = path;
    int line_number = 0;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const std::string_view line = trim(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        ++line_number;
        if (line.empty() || line[0] == '#') {
            continue;
        }
        const auto colon = line.find(':');
        const std::string_view key = trim(line.substr(0, colon));
        const std::string_view value =
            colon == std::string_view::npos ? std::string_view{} : trim(line.substr(colon + 1));
        // The text of the line stays out of the message: it may be the secret.
        if (value.empty() || (key != "client_id" && key != "client_secret")) {
            return path + ":" + std::to_string(line_number) +
                   ": expected 'client_id: ...' or 'client_secret: ...'";
        }
        if (key == "client_id") {
            out.client_id = std::string(value);
        } else {
            out.client_secret = Secret(value);
        }
    }
    if (out.client_id.empty() || out.client_secret.empty()) {
        return path + ": needs both client_id and client_secret";
    }
    return out;
}

// `missing` tells a file that is not there from one that must not be used.
Result<Credentials, std::string> read_file(const std::string& path, mode_t forbidden,
                                           bool& missing) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    if (file.get() < 0) {
        missing = errno == ENOENT;
        if (errno == ELOOP) {
            return path + ": is a symbolic link; name the file itself";
        }
        return path + ": " + std::strerror(errno);
    }
    if (std::string fault = check_file(path, file.get(), forbidden); !fault.empty()) {
        return fault;
    }
    std::array<char, kFileBytesMax> buffer{};
    const ssize_t size = ::read(file.get(), buffer.data(), buffer.size());
    if (size < 0) {
        return path + ": " + std::strerror(errno);
    }
    auto out = parse_lines(path, {buffer.data(), static_cast<std::size_t>(size)});
    wipe(buffer.data(), buffer.size());
    return out;
}

}  // namespace

Result<Credentials, std::string> load_credentials(const CredentialSource& source) {
    std::string tried;
    const char* directory = std::getenv("CREDENTIALS_DIRECTORY");
    if (directory != nullptr && !source.name.empty()) {
        bool missing = false;
        const std::string path = std::string(directory) + "/" + source.name;
        auto found = read_file(path, kForbiddenInDirectory, missing);
        if (found || !missing) {
            return found;
        }
        tried += " " + path;
    }
    if (!source.file.empty()) {
        bool missing = false;
        auto found = read_file(source.file, kForbiddenInFile, missing);
        if (found || !missing) {
            return found;
        }
        tried += " " + source.file;
    }
    if (!source.environment.empty()) {
        const char* id = std::getenv((source.environment + "_CLIENT_ID").c_str());
        const char* secret = std::getenv((source.environment + "_CLIENT_SECRET").c_str());
        if (id != nullptr && secret != nullptr && *id != '\0' && *secret != '\0') {
            Credentials out;
            out.client_id = id;
            out.client_secret = Secret(secret);
            out.origin = "environment " + source.environment + "_CLIENT_*";
            out.warning =
                "the exchange key came from the environment, where other programs of this user "
                "can see it; prefer a file of mode 0600";
            return out;
        }
        tried += " environment " + source.environment + "_CLIENT_*";
    }
    return "no exchange key found; looked at:" + (tried.empty() ? " nothing" : tried);
}

}  // namespace hedged::config
