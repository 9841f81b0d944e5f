// SPDX-License-Identifier: Apache-2.0
#include "exchange/gzip_file.hpp"

#include <array>
#include <memory>
#include <zlib.h>

namespace hedged::exchange {
namespace {

constexpr std::size_t kLargest = 64UL << 20U;

struct Close {
    void operator()(gzFile file) const noexcept { gzclose(file); }
};

}  // namespace

// gzread passes plain files through unchanged, so both kinds take the same path.
Result<std::string, ReadError> read_text(const std::filesystem::path& file) {
    const std::unique_ptr<gzFile_s, Close> handle{gzopen(file.c_str(), "rb")};
    if (!handle) {
        return ReadError{file.string() + ": cannot be opened"};
    }
    std::string text;
    std::array<char, 65536> block{};
    while (true) {
        const int got = gzread(handle.get(), block.data(), static_cast<unsigned>(block.size()));
        if (got < 0) {
            return ReadError{file.string() + ": damaged gzip data"};
        }
        if (got == 0) {
            break;
        }
        text.append(block.data(), static_cast<std::size_t>(got));
        if (text.size() > kLargest) {
            return ReadError{file.string() + ": larger than 64 MiB"};
        }
    }
    // A gzip file cut short ends early without an error from gzread.
    int status = Z_OK;
    (void)gzerror(handle.get(), &status);
    if (status != Z_OK && status != Z_STREAM_END) {
        return ReadError{file.string() + ": ends in the middle of its gzip data"};
    }
    return text;
}

}  // namespace hedged::exchange
