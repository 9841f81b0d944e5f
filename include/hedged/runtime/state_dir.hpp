// SPDX-License-Identifier: Apache-2.0
// What a daemon keeps between two lives: the single-instance lock, the epoch that makes order ids
// unique for ever, and where the kill latch lies. Cold code.
#pragma once

#include "hedged/core/result.hpp"
#include "hedged/runtime/durable_file.hpp"
#include "hedged/venues/deribit/codec/label.hpp"

#include <cstdint>
#include <string>

namespace hedged::runtime {

// Why there is no lock: somebody has it, or there can be none at this place.
struct LockFault {
    bool held = false;
    std::string text;  // says who holds it, as far as the file tells
};

// Held until destroyed; the kernel gives it back when the process dies, however it dies.
class InstanceLock {
public:
    InstanceLock() noexcept = default;
    ~InstanceLock();
    InstanceLock(InstanceLock&& other) noexcept;
    InstanceLock& operator=(InstanceLock&& other) noexcept;
    InstanceLock(const InstanceLock&) = delete;
    InstanceLock& operator=(const InstanceLock&) = delete;

    [[nodiscard]] static Result<InstanceLock, LockFault> take(const std::string& path);

private:
    explicit InstanceLock(int fd) noexcept : fd_(fd) {}
    int fd_ = -1;
};

// The next epoch of the file at `path`, synced before it is returned; as StateDir::next_epoch().
[[nodiscard]] Result<std::uint32_t, std::string> next_epoch(SmallFiles& files,
                                                            const std::string& path,
                                                            std::uint32_t used = 0);

class StateDir {
public:
    // Makes the folder (mode 0750) when it is missing.
    [[nodiscard]] static Result<StateDir, std::string> open(const std::string& path);

    [[nodiscard]] std::string lock_path() const { return path_ + "/lock"; }
    [[nodiscard]] std::string latch_path() const { return path_ + "/kill-latch"; }
    [[nodiscard]] std::string journal_path() const { return path_ + "/journal"; }
    [[nodiscard]] std::string control_path() const { return path_ + "/control.sock"; }

    // The next epoch, synced to disk before it is returned; above `used`, the highest that is on
    // record elsewhere. A damaged file is an error: guessing could give an order id twice.
    [[nodiscard]] Result<std::uint32_t, std::string> next_epoch(std::uint32_t used = 0);

private:
    explicit StateDir(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

// What an order label has room for.
inline constexpr std::uint32_t kEpochMax = deribit::kLabelEpochMax;

}  // namespace hedged::runtime
