// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/catalogue.hpp"

#include "hedged/core/descriptor.hpp"
#include "hedged/runtime/journal/staging.hpp"

#include "runtime/journal/read_backward.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

namespace hedged::runtime::journal {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kPlain = ".journal";
constexpr std::string_view kPacked = ".journal.gz";
constexpr std::size_t kSegmentBytesMax = std::size_t{1} << 31U;

std::optional<std::uint32_t> number(std::string_view digits) {
    std::uint32_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return read.ec == std::errc{} && read.ptr == digits.data() + digits.size()
               ? std::optional<std::uint32_t>{value}
               : std::nullopt;
}

struct Name {
    std::uint32_t epoch = 0;
    std::uint32_t segment = 0;
    bool compressed = false;
};

std::optional<Name> parse(std::string_view name) {
    const bool compressed = name.ends_with(kPacked);
    const std::string_view ending = compressed ? kPacked : kPlain;
    if (!name.ends_with(ending)) {
        return std::nullopt;
    }
    name.remove_suffix(ending.size());
    const auto dash = name.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const auto epoch = number(name.substr(0, dash));
    const auto segment = number(name.substr(dash + 1));
    if (!epoch || !segment || *segment == 0) {
        return std::nullopt;
    }
    return Name{*epoch, *segment, compressed};
}

void add(std::vector<RunFiles>& runs, const Name& name, SegmentFile file) {
    auto run = std::find_if(runs.begin(), runs.end(),
                            [&](const RunFiles& one) { return one.epoch == name.epoch; });
    if (run == runs.end()) {
        runs.push_back({name.epoch, {}});
        run = runs.end() - 1;
    }
    // Both are there when the machine died while the one was being replaced: the plain one is
    // whole.
    for (SegmentFile& other : run->segments) {
        if (other.segment == file.segment) {
            other = other.compressed ? std::move(file) : other;
            return;
        }
    }
    run->segments.push_back(std::move(file));
}

std::string system_fault(const std::string& path, const char* what) {
    return path + ": " + what + ": " + std::strerror(errno);
}

Result<std::vector<std::byte>, std::string> load_plain(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat info {};
    if (file.get() < 0 || ::fstat(file.get(), &info) != 0) {
        return system_fault(path, "cannot open");
    }
    std::vector<std::byte> out(static_cast<std::size_t>(info.st_size));
    if (!read_backward(file.get(), out)) {
        return system_fault(path, "cannot read");
    }
    return out;
}

Result<std::vector<std::byte>, std::string> load_packed(const std::string& path) {
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(::gzopen(path.c_str(), "rbe"), ::gzclose);
    if (!file) {
        return system_fault(path, "cannot open");
    }
    std::vector<std::byte> out;
    constexpr std::size_t kStep = std::size_t{1} << 20U;
    while (true) {
        const std::size_t size = out.size();
        if (size > kSegmentBytesMax) {
            return path + ": unpacks to more than a segment can hold";
        }
        out.resize(size + kStep);
        const int got = ::gzread(file.get(), out.data() + size, static_cast<unsigned>(kStep));
        if (got < 0) {
            return path + ": damaged: cannot be unpacked";
        }
        out.resize(size + static_cast<std::size_t>(got));
        if (got == 0) {
            break;
        }
    }
    int error = Z_OK;
    (void)::gzerror(file.get(), &error);
    if (error != Z_OK) {
        return path + ": damaged: ends too early";
    }
    return out;
}

}  // namespace

Result<std::vector<RunFiles>, std::string> list_runs(const std::string& folder) {
    std::vector<RunFiles> runs;
    std::error_code fault;
    if (!fs::exists(folder, fault)) {
        return runs;
    }
    for (fs::directory_iterator it(folder, fault), end; !fault && it != end; it.increment(fault)) {
        const std::string name = it->path().filename().string();
        std::error_code ignored;
        if (const auto parsed = parse(name)) {
            add(runs, *parsed,
                {parsed->segment, parsed->compressed, it->path().string(),
                 fs::file_size(it->path(), ignored)});
        }
    }
    if (fault) {
        return folder + ": cannot be read: " + fault.message();
    }
    std::sort(runs.begin(), runs.end(),
              [](const RunFiles& a, const RunFiles& b) { return a.epoch < b.epoch; });
    for (RunFiles& run : runs) {
        std::sort(run.segments.begin(), run.segments.end(),
                  [](const SegmentFile& a, const SegmentFile& b) { return a.segment < b.segment; });
    }
    return runs;
}

Result<std::vector<std::byte>, std::string> load_segment(const SegmentFile& file) {
    return load_segment_from(file, kStagingRoot);
}

Result<std::vector<std::byte>, std::string> load_segment_from(const SegmentFile& file,
                                                              const std::string& staging) {
    if (file.compressed) {
        return load_packed(file.path);
    }
    // First what is staged: what leaves it meanwhile is in the file by then.
    const auto staged = staged_bytes(staging, file.path);
    auto out = load_plain(file.path);
    if (out) {
        lay_over(staged, out.value());
    }
    return out;
}

}  // namespace hedged::runtime::journal
