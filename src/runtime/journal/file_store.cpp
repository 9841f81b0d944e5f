// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/segment_store.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <vector>

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

class FileStore final : public SegmentStore {
public:
    FileStore(std::string folder, std::uint32_t epoch, std::size_t segment_bytes)
        : folder_(std::move(folder)), epoch_(epoch), segment_bytes_(segment_bytes) {}
    ~FileStore() override {
        for (const Segment& segment : open_) {
            release(segment);
        }
    }
    FileStore(const FileStore&) = delete;
    FileStore& operator=(const FileStore&) = delete;

    Result<Segment, std::string> create(std::uint32_t number) override;
    std::string sync(const Segment& segment) override;
    void extend_ready(const Segment& segment, std::size_t from) override;
    std::string finish(const Segment& segment, std::size_t used) override;

private:
    [[nodiscard]] std::string path_of(std::uint32_t number) const {
        return folder_ + "/" + segment_name(epoch_, number);
    }
    static void release(const Segment& segment) noexcept {
        ::munmap(segment.bytes, segment.size);
        ::close(segment.handle);
    }

    std::string folder_;
    std::uint32_t epoch_;
    std::size_t segment_bytes_;
    std::vector<Segment> open_;
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

Result<Segment, std::string> FileStore::create(std::uint32_t number) {
    const std::string path = path_of(number);
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640);
    if (fd < 0) {
        return failed(path, "cannot create", errno);
    }
    const int error = ::posix_fallocate(fd, 0, static_cast<off_t>(segment_bytes_));
    void* const map =
        error != 0 ? MAP_FAILED
                   : ::mmap(nullptr, segment_bytes_, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED) {
        std::string fault =
            failed(path, error != 0 ? "no room" : "cannot map", error != 0 ? error : errno);
        ::close(fd);
        ::unlink(path.c_str());
        return fault;
    }
    const Segment segment{number, static_cast<std::byte*>(map), segment_bytes_, fd};
    open_.push_back(segment);
    extend_ready(segment, 0);
    std::string fault = sync(segment);
    if (fault.empty()) {
        fault = sync_folder(folder_);
    }
    if (!fault.empty()) {
        return fault;
    }
    return segment;
}

std::string FileStore::sync(const Segment& segment) {
    // Never tried again after a failure: the kernel may have dropped the pages, and a second
    // success would say nothing.
    return ::fdatasync(segment.handle) == 0 ? std::string{}
                                            : failed(path_of(segment.number), "cannot sync", errno);
}

void FileStore::extend_ready(const Segment& segment, std::size_t from) {
    // A sync takes the write permission off its pages; the next store there would fault. What lies
    // behind stays with the kernel and need not count as ours.
    const std::size_t start = from / kPage * kPage;
    if (start > 0) {
        (void)::madvise(segment.bytes, start, MADV_DONTNEED);
    }
    const std::size_t end = std::min(segment.size, start + kReadyAhead);
    if (start < end) {
        (void)::madvise(segment.bytes + start, end - start, MADV_POPULATE_WRITE);
    }
}

std::string FileStore::finish(const Segment& segment, std::size_t used) {
    const auto it = std::find_if(open_.begin(), open_.end(), [&](const Segment& open) {
        return open.number == segment.number;
    });
    if (it == open_.end()) {
        return path_of(segment.number) + ": not open";
    }
    open_.erase(it);
    std::string fault;
    ::munmap(segment.bytes, segment.size);
    if (used == 0) {
        fault = ::unlink(path_of(segment.number).c_str()) == 0
                    ? std::string{}
                    : failed(path_of(segment.number), "cannot remove", errno);
    } else if (::ftruncate(segment.handle, static_cast<off_t>(used)) != 0 ||
               ::fsync(segment.handle) != 0) {
        fault = failed(path_of(segment.number), "cannot cut to its length", errno);
    }
    ::close(segment.handle);
    return fault;
}

}  // namespace

std::unique_ptr<SegmentStore> make_file_store(const std::string& folder, std::uint32_t epoch,
                                              std::size_t segment_bytes) {
    return std::make_unique<FileStore>(folder, epoch, segment_bytes);
}

std::string segment_name(std::uint32_t epoch, std::uint32_t segment) {
    std::array<char, 48> text{};
    (void)std::snprintf(text.data(), text.size(), "%07u-%05u.journal", epoch, segment);
    return text.data();
}

}  // namespace hedged::runtime::journal
