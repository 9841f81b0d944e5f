// SPDX-License-Identifier: Apache-2.0
#include "simulator/virtual_disk.hpp"

namespace hedged::simulator {

std::string VirtualDisk::write(const std::string& path, std::string_view bytes) {
    if (full_) {
        return path + ": cannot write: No space left on device";
    }
    if (failing_syncs_ > 0) {
        --failing_syncs_;
        return path + ": cannot sync: Input/output error";
    }
    cached_[path] = std::string(bytes);
    durable_[path] = std::string(bytes);
    return {};
}

std::string VirtualDisk::remove(const std::string& path) {
    if (failing_syncs_ > 0) {
        --failing_syncs_;
        cached_.erase(path);
        return path + ": cannot sync the folder: Input/output error";
    }
    cached_.erase(path);
    durable_.erase(path);
    return {};
}

std::string VirtualDisk::move(const std::string& from, const std::string& to) {
    const auto found = cached_.find(from);
    if (found == cached_.end()) {
        return to + ": cannot rename into place: No such file or directory";
    }
    cached_[to] = found->second;
    cached_.erase(from);
    if (failing_syncs_ > 0) {
        --failing_syncs_;
        return to + ": cannot sync the folder: Input/output error";
    }
    durable_[to] = cached_[to];
    durable_.erase(from);
    return {};
}

Result<std::optional<std::string>, std::string> VirtualDisk::read(const std::string& path) {
    const auto found = cached_.find(path);
    if (found == cached_.end()) {
        return std::optional<std::string>{};
    }
    return std::optional<std::string>{found->second};
}

void VirtualDisk::lose_power() {
    cached_ = durable_;
    segments.lose_power();
}

}  // namespace hedged::simulator
