// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/staging.hpp"

#include "hedged/core/descriptor.hpp"

#include "runtime/journal/read_backward.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <random>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hedged::runtime::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t kPage = 4096;
// Beside the staged files of a folder, a link to it: whether it is still there.
constexpr const char* kFolderLink = "folder";
constexpr const char* kIdFile = "staging-id";
constexpr std::size_t kIdDigits = 32;

std::string failed(const std::string& path, const char* what, int error) {
    return path + ": " + what + ": " + std::strerror(error);
}

std::string folder_of(const std::string& path) {
    return fs::path(path).parent_path().string();
}

// A journal's folder. Inodes are used again once a folder is deleted, so each has a name of its own
// as well.
struct Folder {
    struct stat at {};
    std::string id;
};

std::string read_id(const std::string& folder) {
    std::ifstream file(folder + "/" + kIdFile);
    std::string id;
    file >> id;
    const bool sound =
        id.size() == kIdDigits && id.find_first_not_of("0123456789abcdef") == std::string::npos;
    return sound ? id : std::string{};
}

// Empty when it cannot be told.
std::string make_id(const std::string& folder) {
    if (std::string id = read_id(folder); !id.empty()) {
        return id;
    }
    std::random_device random;
    std::string id;
    for (std::size_t i = 0; i < kIdDigits; ++i) {
        id += "0123456789abcdef"[random() % 16];
    }
    std::ofstream(folder + "/" + kIdFile, std::ios::trunc) << id << "\n";
    return read_id(folder);
}

std::optional<Folder> folder_at(const std::string& path) {
    Folder folder;
    if (::stat(path.c_str(), &folder.at) != 0) {
        return std::nullopt;
    }
    folder.id = read_id(path);
    return folder;
}

std::string staging_of(const std::string& root, const Folder& folder) {
    return root + "/hedged-" + std::to_string(folder.at.st_uid);
}

std::string prefix_of(const Folder& folder) {
    return std::to_string(folder.at.st_dev) + "-" + std::to_string(folder.at.st_ino) + "-" +
           folder.id + "-";
}

std::string name_of(const Folder& folder, const struct stat& segment,
                    const std::string& segment_path) {
    return prefix_of(folder) + std::to_string(segment.st_ino) + "-" +
           fs::path(segment_path).filename().string();
}

// A place that others may write to would let them write our journal.
std::string make_private(const std::string& staging) {
    if (::mkdir(staging.c_str(), 0750) != 0 && errno != EEXIST) {
        return failed(staging, "cannot make it", errno);
    }
    struct stat found {};
    if (::lstat(staging.c_str(), &found) != 0) {
        return failed(staging, "cannot look at it", errno);
    }
    const bool ours = S_ISDIR(found.st_mode) && found.st_uid == ::geteuid() &&
                      (found.st_mode & S_IWOTH) == 0 && (found.st_mode & S_IWGRP) == 0;
    return ours ? std::string{} : staging + ": belongs to somebody else, or others may write to it";
}

bool is_zero(const std::byte* page, std::size_t size) noexcept {
    return std::all_of(page, page + size, [](std::byte b) { return b == std::byte{0}; });
}

std::vector<std::byte> read_all(const std::string& path, uid_t owner) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat found {};
    if (file.get() < 0 || ::fstat(file.get(), &found) != 0 || found.st_uid != owner) {
        return {};
    }
    std::vector<std::byte> out(static_cast<std::size_t>(found.st_size));
    return read_backward(file.get(), out) ? out : std::vector<std::byte>{};
}

std::string write_pages(int fd, const std::string& path, const std::vector<std::byte>& staged) {
    for (std::size_t at = 0; at < staged.size(); at += kPage) {
        const std::size_t size = std::min(kPage, staged.size() - at);
        if (is_zero(staged.data() + at, size)) {
            continue;
        }
        if (::pwrite(fd, staged.data() + at, size, static_cast<off_t>(at)) !=
            static_cast<ssize_t>(size)) {
            return failed(path, "cannot write what a dead process left in memory", errno);
        }
    }
    return ::fdatasync(fd) == 0 ? std::string{} : failed(path, "cannot sync", errno);
}

// One staged file of this folder; its segment's file is there or was finished and packed since.
std::string absorb(const fs::path& staged, const Folder& folder, const std::string& path) {
    const std::string name = staged.filename().string();
    const std::string rest = name.substr(prefix_of(folder).size());
    const auto dash = rest.find('-');
    const std::string segment =
        path + "/" + (dash == std::string::npos ? rest : rest.substr(dash + 1));
    const Descriptor file(::open(segment.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    struct stat found {};
    if (file.get() >= 0 && ::fstat(file.get(), &found) == 0 &&
        name == name_of(folder, found, segment)) {
        const auto bytes = read_all(staged.string(), folder.at.st_uid);
        if (std::string fault = write_pages(file.get(), segment, bytes); !fault.empty()) {
            return fault;
        }
    }
    (void)::unlink(staged.c_str());
    return {};
}

// Journals that are gone leave nothing that anybody could want.
void remove_orphans(const std::string& staging) {
    std::error_code fault;
    std::vector<std::string> gone;
    std::vector<fs::path> files;
    for (fs::directory_iterator it(staging, fault), end; !fault && it != end; it.increment(fault)) {
        files.push_back(it->path());
        const std::string name = it->path().filename().string();
        if (!name.ends_with(kFolderLink)) {
            continue;
        }
        std::error_code unreadable;
        const fs::path target = fs::read_symlink(it->path(), unreadable);
        const auto found = unreadable ? std::nullopt : folder_at(target.string());
        const bool there = found && name == prefix_of(*found) + kFolderLink;
        if (!there) {
            gone.push_back(name.substr(0, name.size() - std::strlen(kFolderLink)));
        }
    }
    for (const fs::path& file : files) {
        const std::string name = file.filename().string();
        if (std::any_of(gone.begin(), gone.end(),
                        [&](const std::string& prefix) { return name.starts_with(prefix); })) {
            (void)::unlink(file.c_str());
        }
    }
}

}  // namespace

Result<StagedMemory, std::string> stage(const std::string& root, const std::string& segment_path,
                                        std::size_t size) {
    if (make_id(folder_of(segment_path)).empty()) {
        return failed(folder_of(segment_path) + "/" + kIdFile, "cannot write it", errno);
    }
    const auto found = folder_at(folder_of(segment_path));
    struct stat segment {};
    if (!found || ::stat(segment_path.c_str(), &segment) != 0) {
        return failed(segment_path, "cannot look at it", errno);
    }
    const Folder& folder = *found;
    const std::string staging = staging_of(root, folder);
    if (std::string fault = make_private(staging); !fault.empty()) {
        return fault;
    }
    const std::string link = staging + "/" + prefix_of(folder) + kFolderLink;
    // That it is there already is what is wanted; without it only an orphan would stay longer.
    std::error_code not_linked;
    fs::create_symlink(fs::absolute(folder_of(segment_path), not_linked), link, not_linked);
    const std::string path = staging + "/" + name_of(folder, segment, segment_path);
    const Descriptor file(
        ::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0640));
    if (file.get() < 0) {
        return failed(path, "cannot create", errno);
    }
    const int error = ::posix_fallocate(file.get(), 0, static_cast<off_t>(size));
    void* const map =
        error != 0 ? MAP_FAILED
                   : ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file.get(), 0);
    if (map == MAP_FAILED) {
        std::string fault = failed(path, error != 0 ? "no room in memory" : "cannot map",
                                   error != 0 ? error : errno);
        (void)::unlink(path.c_str());
        return fault;
    }
    return StagedMemory{static_cast<std::byte*>(map), size, path};
}

void forget_staged(const StagedMemory& staged, std::size_t up_to) noexcept {
    const std::size_t length = std::min(up_to, staged.size) / kPage * kPage;
    if (length > 0) {
        (void)::madvise(staged.bytes, length, MADV_REMOVE);
    }
}

void unstage(const StagedMemory& staged, bool remove) noexcept {
    ::munmap(staged.bytes, staged.size);
    if (remove) {
        (void)::unlink(staged.path.c_str());
    }
}

std::vector<std::byte> staged_bytes(const std::string& root, const std::string& segment_path) {
    const auto folder = folder_at(folder_of(segment_path));
    struct stat segment {};
    if (!folder || folder->id.empty() || ::stat(segment_path.c_str(), &segment) != 0) {
        return {};
    }
    return read_all(staging_of(root, *folder) + "/" + name_of(*folder, segment, segment_path),
                    folder->at.st_uid);
}

// Bytes are zero until they are written, and then stay: of two looks at a segment, both together
// are what the later one should have seen, whichever of them that was for each page.
void lay_over(const std::vector<std::byte>& staged, std::vector<std::byte>& segment) {
    for (std::size_t i = 0; i < std::min(staged.size(), segment.size()); ++i) {
        segment[i] |= staged[i];
    }
}

std::string absorb_staged(const std::string& root, const std::string& folder) {
    const auto found = folder_at(folder);
    if (!found) {
        return {};  // nothing was ever recorded here
    }
    const std::string staging = staging_of(root, *found);
    if (found->id.empty()) {
        remove_orphans(staging);
        return {};
    }
    const std::string prefix = prefix_of(*found);
    std::error_code fault;
    std::vector<fs::path> staged;
    for (fs::directory_iterator it(staging, fault), end; !fault && it != end; it.increment(fault)) {
        const std::string name = it->path().filename().string();
        if (name.starts_with(prefix) && name != prefix + kFolderLink) {
            staged.push_back(it->path());
        }
    }
    std::sort(staged.begin(), staged.end());
    for (const fs::path& file : staged) {
        if (std::string problem = absorb(file, *found, folder); !problem.empty()) {
            return problem;
        }
    }
    remove_orphans(staging);
    return {};
}

}  // namespace hedged::runtime::journal
