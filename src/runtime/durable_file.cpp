// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/durable_file.hpp"

#include "hedged/core/descriptor.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hedged::runtime {

namespace {

constexpr std::size_t kSmallBytesMax = std::size_t{64} * 1024;

std::string failed(const std::string& path, const char* what) {
    return path + ": " + what + ": " + std::strerror(errno);
}

std::string folder_of(const std::string& path) {
    const auto slash = path.find_last_of('/');
    if (slash == std::string::npos) {
        return ".";
    }
    return slash == 0 ? "/" : path.substr(0, slash);
}

std::string sync_folder(const std::string& path) {
    const std::string folder = folder_of(path);
    const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (directory.get() < 0 || ::fsync(directory.get()) != 0) {
        return failed(folder, "cannot sync the folder");
    }
    return {};
}

std::string write_all(int fd, const std::string& path, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return failed(path, "cannot write");
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    // Never tried again after a failure: the kernel may have dropped the pages, and a second
    // success would say nothing.
    return ::fsync(fd) == 0 ? std::string{} : failed(path, "cannot sync");
}

}  // namespace

std::string write_durably(const std::string& path, std::string_view bytes) {
    const std::string temporary = path + ".new";
    {
        const Descriptor file(
            ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640));
        if (file.get() < 0) {
            return failed(temporary, "cannot create");
        }
        if (std::string fault = write_all(file.get(), temporary, bytes); !fault.empty()) {
            return fault;
        }
    }
    if (::rename(temporary.c_str(), path.c_str()) != 0) {
        return failed(path, "cannot rename into place");
    }
    return sync_folder(path);
}

std::string remove_durably(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) {
        return failed(path, "cannot remove");
    }
    return sync_folder(path);
}

std::string move_durably(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) {
        return failed(to, "cannot rename into place");
    }
    return sync_folder(to);
}

Result<std::optional<std::string>, std::string> read_small_file(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (file.get() < 0) {
        if (errno == ENOENT) {
            return std::optional<std::string>{};
        }
        return failed(path, "cannot open");
    }
    std::string text;
    std::array<char, 4096> buffer{};
    while (text.size() < kSmallBytesMax) {
        const ssize_t got = ::read(file.get(), buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return failed(path, "cannot read");
        }
        if (got == 0) {
            break;
        }
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return std::optional<std::string>{std::move(text)};
}

namespace {

class DiskFiles final : public SmallFiles {
public:
    std::string write(const std::string& path, std::string_view bytes) override {
        return write_durably(path, bytes);
    }
    std::string remove(const std::string& path) override { return remove_durably(path); }
    std::string move(const std::string& from, const std::string& to) override {
        return move_durably(from, to);
    }
    Result<std::optional<std::string>, std::string> read(const std::string& path) override {
        return read_small_file(path);
    }
};

}  // namespace

SmallFiles& disk_files() noexcept {
    static DiskFiles files;
    return files;
}

}  // namespace hedged::runtime
