// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/segment_store.hpp"
#include "hedged/runtime/journal/staging.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

// Linux 5.14; the C library may not name it yet.
#ifndef MADV_POPULATE_WRITE
#define MADV_POPULATE_WRITE 23
#endif

namespace hedged::runtime::journal {

namespace {

constexpr std::size_t kReadyAhead = std::size_t{1} << 20U;
constexpr std::size_t kPage = 4096;

std::string failed(const std::string& path, const char* what, int error) {
    return path + ": " + what + ": " + std::strerror(error);
}

// What is known of an open segment. The keeper makes and ends it; the engine's thread may sync it.
struct Slot {
    bool open = false;
    bool staged = false;
    int fd = -1;
    StagedMemory memory;               // staged, or the mapped file
    std::atomic<std::size_t> safe{0};  // bytes; of a staged segment only
    std::size_t forgotten = 0;
};

class FileStore final : public SegmentStore {
public:
    FileStore(std::string folder, std::uint32_t epoch, std::size_t segment_bytes,
              std::string staging, std::string* why_not)
        : folder_(std::move(folder)),
          epoch_(epoch),
          segment_bytes_(segment_bytes),
          staging_(std::move(staging)),
          why_not_(why_not) {}
    ~FileStore() override {
        for (Slot& slot : slots_) {
            if (slot.open) {
                release(slot, false);
            }
        }
    }
    FileStore(const FileStore&) = delete;
    FileStore& operator=(const FileStore&) = delete;

    Result<Segment, std::string> create(std::uint32_t number) override;
    std::string sync(const Segment& segment, std::size_t used) override;
    void extend_ready(const Segment& segment, std::size_t from) override;
    std::string finish(const Segment& segment, std::size_t used) override;

private:
    [[nodiscard]] std::string path_of(std::uint32_t number) const {
        return folder_ + "/" + segment_name(epoch_, number);
    }
    [[nodiscard]] Slot& slot_of(const Segment& segment) {
        return slots_[static_cast<std::size_t>(segment.handle)];
    }
    [[nodiscard]] std::string map(Slot& slot, const std::string& path);
    static void release(Slot& slot, bool remove_staged) noexcept;

    // The three of a keeper, and as many that are not let go yet.
    static constexpr std::size_t kSlots = 8;

    std::string folder_;
    std::uint32_t epoch_;
    std::size_t segment_bytes_;
    std::string staging_;
    std::string* why_not_;
    std::array<Slot, kSlots> slots_;
};

std::string sync_folder(const std::string& folder) {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool ok = fd >= 0 && ::fsync(fd) == 0;
    const int error = errno;
    if (fd >= 0) {
        ::close(fd);
    }
    return ok ? std::string{} : failed(folder, "cannot sync the folder", error);
}

// Staged if it can be, else mapped.
std::string FileStore::map(Slot& slot, const std::string& path) {
    slot.staged = false;
    if (!staging_.empty()) {
        auto memory = stage(staging_, path, segment_bytes_);
        if (why_not_ != nullptr) {
            *why_not_ = memory ? std::string{} : memory.error();
        }
        if (memory) {
            slot.memory = std::move(memory.value());
            slot.staged = true;
            return {};
        }
    }
    void* const map =
        ::mmap(nullptr, segment_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, slot.fd, 0);
    if (map == MAP_FAILED) {
        return failed(path, "cannot map", errno);
    }
    slot.memory = {static_cast<std::byte*>(map), segment_bytes_, {}};
    return {};
}

void FileStore::release(Slot& slot, bool remove_staged) noexcept {
    unstage(slot.memory, slot.staged && remove_staged);
    ::close(slot.fd);
    slot.open = false;
}

Result<Segment, std::string> FileStore::create(std::uint32_t number) {
    const std::string path = path_of(number);
    auto* const slot =
        std::find_if(slots_.begin(), slots_.end(), [](const Slot& one) { return !one.open; });
    if (slot == slots_.end()) {
        return path + ": too many segments are open";
    }
    slot->fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (slot->fd < 0) {
        return failed(path, "cannot create", errno);
    }
    const int error = ::posix_fallocate(slot->fd, 0, static_cast<off_t>(segment_bytes_));
    std::string fault = error != 0 ? failed(path, "no room", error) : map(*slot, path);
    if (!fault.empty()) {
        ::close(slot->fd);
        ::unlink(path.c_str());
        return fault;
    }
    slot->open = true;
    slot->safe.store(0, std::memory_order_relaxed);
    slot->forgotten = 0;
    const Segment segment{number, slot->memory.bytes, segment_bytes_,
                          static_cast<int>(slot - slots_.begin())};
    extend_ready(segment, 0);
    fault = sync(segment, 0);
    if (fault.empty()) {
        fault = sync_folder(folder_);
    }
    if (!fault.empty()) {
        release(*slot, true);
        ::unlink(path.c_str());
        return fault;
    }
    return segment;
}

std::string write_at(int fd, const std::byte* bytes, std::size_t from, std::size_t to) {
    while (from < to) {
        const ssize_t written = ::pwrite(fd, bytes + from, to - from, static_cast<off_t>(from));
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return std::strerror(written < 0 ? errno : EIO);
        }
        from += static_cast<std::size_t>(written);
    }
    return {};
}

std::string FileStore::sync(const Segment& segment, std::size_t used) {
    Slot& slot = slot_of(segment);
    const std::size_t safe = slot.safe.load(std::memory_order_acquire);
    if (slot.staged) {
        // Two threads may write the same bytes: they are the same.
        if (std::string fault = write_at(slot.fd, slot.memory.bytes, safe, used); !fault.empty()) {
            return path_of(segment.number) + ": cannot write: " + fault;
        }
    }
    // Never tried again after a failure: the kernel may have dropped the pages, and a second
    // success would say nothing.
    if (::fdatasync(slot.fd) != 0) {
        return failed(path_of(segment.number), "cannot sync", errno);
    }
    std::size_t before = safe;
    while (before < used && !slot.safe.compare_exchange_weak(before, used)) {
    }
    return {};
}

void FileStore::extend_ready(const Segment& segment, std::size_t from) {
    Slot& slot = slot_of(segment);
    const std::size_t start = from / kPage * kPage;
    if (slot.staged) {
        if (start >= slot.forgotten + kReadyAhead) {
            forget_staged(slot.memory, start);
            slot.forgotten = start;
        }
    } else if (start > 0) {
        // A sync takes the write permission off the file's pages; the next store there would fault.
        // What lies behind stays with the kernel and need not count as ours.
        (void)::madvise(segment.bytes, start, MADV_DONTNEED);
    }
    const std::size_t end = std::min(segment.size, start + kReadyAhead);
    if (start < end) {
        (void)::madvise(segment.bytes + start, end - start, MADV_POPULATE_WRITE);
    }
}

std::string FileStore::finish(const Segment& segment, std::size_t used) {
    Slot& slot = slot_of(segment);
    if (!slot.open) {
        return path_of(segment.number) + ": not open";
    }
    std::string fault;
    if (used == 0) {
        release(slot, true);
        return ::unlink(path_of(segment.number).c_str()) == 0
                   ? std::string{}
                   : failed(path_of(segment.number), "cannot remove", errno);
    }
    if (slot.staged && slot.safe.load(std::memory_order_acquire) < used) {
        fault = sync(segment, used);
    }
    if (fault.empty() &&
        (::ftruncate(slot.fd, static_cast<off_t>(used)) != 0 || ::fsync(slot.fd) != 0)) {
        fault = failed(path_of(segment.number), "cannot cut to its length", errno);
    }
    release(slot, fault.empty());
    return fault;
}

}  // namespace

std::unique_ptr<SegmentStore> make_file_store(const std::string& folder, std::uint32_t epoch,
                                              std::size_t segment_bytes, const std::string& staging,
                                              std::string* why_not) {
    return std::make_unique<FileStore>(folder, epoch, segment_bytes, staging, why_not);
}

std::string segment_name(std::uint32_t epoch, std::uint32_t segment) {
    std::array<char, 48> text{};
    (void)std::snprintf(text.data(), text.size(), "%07u-%05u.journal", epoch, segment);
    return text.data();
}

}  // namespace hedged::runtime::journal
