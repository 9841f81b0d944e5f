// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/state_dir.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace hedged::runtime {

InstanceLock::~InstanceLock() {
    if (fd_ >= 0) {
        ::close(fd_);
    }
}

InstanceLock::InstanceLock(InstanceLock&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

InstanceLock& InstanceLock::operator=(InstanceLock&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
}

Result<InstanceLock, LockFault> InstanceLock::take(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0) {
        return LockFault{false, path + ": cannot open the lock: " + std::strerror(errno)};
    }
    InstanceLock lock(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
        std::array<char, 32> owner{};
        const ssize_t got = ::pread(fd, owner.data(), owner.size() - 1, 0);
        const std::string pid(owner.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
        return LockFault{
            true,
            path + ": another instance runs on this account" +
                (pid.empty() ? std::string{} : " (process " + pid.substr(0, pid.find('\n')) + ")")};
    }
    const std::string pid = std::to_string(::getpid()) + "\n";
    if (::ftruncate(fd, 0) != 0 ||
        ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
        return LockFault{false, path + ": cannot write the lock: " + std::strerror(errno)};
    }
    return lock;
}

Result<StateDir, std::string> StateDir::open(const std::string& path) {
    if (::mkdir(path.c_str(), 0750) != 0 && errno != EEXIST) {
        return path + ": cannot make the state folder: " + std::strerror(errno);
    }
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
        return path + ": is not a folder";
    }
    if ((info.st_mode & S_IWOTH) != 0) {
        return path + ": everybody may write there; run: chmod 750 " + path;
    }
    return StateDir(path);
}

Result<std::uint32_t, std::string> StateDir::next_epoch(std::uint32_t used) {
    return runtime::next_epoch(disk_files(), path_ + "/epoch", used);
}

Result<std::uint32_t, std::string> next_epoch(SmallFiles& files, const std::string& path,
                                              std::uint32_t used) {
    auto read = files.read(path);
    if (!read) {
        return read.error();
    }
    std::uint32_t last = 0;
    if (read.value()) {
        const std::string& text = *read.value();
        const char* end = text.data() + text.size();
        const auto parsed = std::from_chars(text.data(), end, last);
        if (parsed.ec != std::errc{} || parsed.ptr == end || *parsed.ptr != '\n' || last == 0) {
            return path + ": damaged; write a number above every epoch used so far into it";
        }
    }
    last = std::max(last, used);
    if (last >= kEpochMax) {
        return path + ": no epoch is left; use a new account tag";
    }
    const std::uint32_t next = last + 1;
    if (std::string fault = files.write(path, std::to_string(next) + "\n"); !fault.empty()) {
        return fault;
    }
    return next;
}

}  // namespace hedged::runtime
