// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/archive.hpp"

#include "hedged/runtime/journal/reader.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace hedged::runtime::journal {

namespace {

constexpr Duration kLookEvery = seconds(10);
constexpr std::size_t kPiece = std::size_t{256} << 10U;
constexpr int kFastest = 1;  // a quarter of the size at a tenth of the time of the default
constexpr std::size_t kRunsKept = 2;

std::string fault_of(const std::string& path, const char* what) {
    return path + ": " + what + ": " + std::strerror(errno);
}

// Never begun: a spare of a run that was killed.
bool is_spare(const SegmentFile& file) {
    std::array<std::byte, kSegmentHeaderBytes> head{};
    const int fd = ::open(file.path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool read =
        fd >= 0 && ::pread(fd, head.data(), head.size(), 0) == static_cast<ssize_t>(head.size());
    if (fd >= 0) {
        ::close(fd);
    }
    return read &&
           std::all_of(head.begin(), head.end(), [](std::byte b) { return b == std::byte{0}; });
}

std::int64_t modified_seconds(const std::string& path) {
    struct stat info {};
    return ::stat(path.c_str(), &info) == 0 ? static_cast<std::int64_t>(info.st_mtime) : 0;
}

}  // namespace

// One segment on its way into a packed file beside it.
struct Archive::Packing {
    explicit Packing(const SegmentFile& file)
        : source(file.path),
          temporary(file.path + ".gz.new"),
          in(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC)),
          out(::gzopen(temporary.c_str(), "wbe")) {
        if (out != nullptr) {
            (void)::gzsetparams(out, kFastest, Z_DEFAULT_STRATEGY);
        }
    }
    ~Packing() {
        if (in >= 0) {
            ::close(in);
        }
        if (out != nullptr) {
            (void)::gzclose(out);
        }
    }
    Packing(const Packing&) = delete;
    Packing& operator=(const Packing&) = delete;

    // Empty and not done, empty and done, or a fault.
    std::string piece() {
        if (in < 0 || out == nullptr) {
            return fault_of(source, "cannot be packed");
        }
        const ssize_t got = ::read(in, buffer.data(), buffer.size());
        if (got < 0) {
            return fault_of(source, "cannot read");
        }
        if (got == 0) {
            return finish();
        }
        return ::gzwrite(out, buffer.data(), static_cast<unsigned>(got)) == static_cast<int>(got)
                   ? std::string{}
                   : fault_of(temporary, "cannot write");
    }

    // The plain file goes only when the packed one is safe under its name.
    std::string finish() {
        const bool closed = ::gzclose(out) == Z_OK;
        out = nullptr;
        const int fd = ::open(temporary.c_str(), O_RDONLY | O_CLOEXEC);
        const bool safe = closed && fd >= 0 && ::fsync(fd) == 0;
        if (fd >= 0) {
            ::close(fd);
        }
        if (!safe || ::rename(temporary.c_str(), (source + ".gz").c_str()) != 0) {
            return fault_of(temporary, "cannot be made safe");
        }
        done = true;
        return ::unlink(source.c_str()) == 0 ? std::string{} : fault_of(source, "cannot remove");
    }

    std::string source;
    std::string temporary;
    int in = -1;
    gzFile out = nullptr;
    bool done = false;
    std::vector<char> buffer = std::vector<char>(kPiece);
};

Archive::Archive(ArchiveSettings settings) : settings_(std::move(settings)) {}
Archive::~Archive() {
    if (packing_ != nullptr) {
        const std::string left = packing_->temporary;
        packing_.reset();
        (void)::unlink(left.c_str());
    }
}

bool Archive::written_no_more(const RunFiles& run, const SegmentFile& file,
                              std::uint32_t finished) const noexcept {
    return run.epoch < settings_.epoch ||
           (run.epoch == settings_.epoch && file.segment <= finished);
}

std::string Archive::step(std::uint32_t finished, Instant now, WallTime wall) {
    if (packing_ != nullptr) {
        std::string fault = packing_->piece();
        if (packing_->done || !fault.empty()) {
            const std::string left = packing_->temporary;
            packing_.reset();
            (void)::unlink(left.c_str());
        }
        return fault;
    }
    if (now < next_look_) {
        return {};
    }
    std::string fault = look_around(finished, wall);
    next_look_ = packing_ != nullptr && fault.empty() ? now : now + kLookEvery;
    return fault;
}

std::string Archive::look_around(std::uint32_t finished, WallTime wall) {
    auto runs = list_runs(settings_.folder);
    if (!runs) {
        return runs.error();
    }
    if (std::string fault = tidy(runs.value(), wall); !fault.empty() || !settings_.compress) {
        return fault;
    }
    for (const RunFiles& run : runs.value()) {
        for (const SegmentFile& file : run.segments) {
            if (!file.compressed && written_no_more(run, file, finished)) {
                packing_ = std::make_unique<Packing>(file);
                return {};
            }
        }
    }
    return {};
}

std::string Archive::tidy(std::vector<RunFiles>& runs, WallTime wall) const {
    std::uint64_t total = 0;
    for (RunFiles& run : runs) {
        if (run.epoch < settings_.epoch) {
            std::erase_if(run.segments, [](const SegmentFile& file) {
                return !file.compressed && is_spare(file) && ::unlink(file.path.c_str()) == 0;
            });
        }
        for (const SegmentFile& file : run.segments) {
            total += file.bytes;
        }
    }
    const std::int64_t oldest =
        wall.nanoseconds() / 1'000'000'000 - std::int64_t{settings_.keep_days} * 86'400;
    for (std::size_t i = 0; i + kRunsKept < runs.size(); ++i) {
        for (const SegmentFile& file : runs[i].segments) {
            if (total <= settings_.keep_bytes && modified_seconds(file.path) >= oldest) {
                return {};
            }
            if (::unlink(file.path.c_str()) != 0) {
                return fault_of(file.path, "cannot remove");
            }
            total -= std::min(total, file.bytes);
        }
        runs[i].segments.clear();
    }
    return {};
}

}  // namespace hedged::runtime::journal
