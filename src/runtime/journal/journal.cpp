// SPDX-License-Identifier: Apache-2.0
#include "hedged/runtime/journal/journal.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <sys/stat.h>
#include <utility>

namespace hedged::runtime::journal {

Journal::Journal(JournalSettings settings, Keeper::Now now, WallTime (*wall)())
    : settings_(std::move(settings)), now_(now), wall_(wall) {}

Result<std::unique_ptr<Journal>, std::string> Journal::open(const JournalSettings& settings,
                                                            Keeper::Now now, WallTime (*wall)()) {
    if (::mkdir(settings.folder.c_str(), 0750) != 0 && errno != EEXIST) {
        return settings.folder + ": cannot make the journal's folder: " + std::strerror(errno);
    }
    std::unique_ptr<Journal> journal(new Journal(settings, now, wall));
    journal->store_ =
        make_file_store(settings.folder, settings.identity.epoch, settings.segment_bytes,
                        settings.staging, &journal->staging_fault_);
    const auto first = journal->store_->create(1);
    if (!first) {
        return first.error();
    }
    journal->writer_ = std::make_unique<Writer>(settings.identity, *journal->store_, first.value());
    journal->tell_wall();
    journal->writer_->at(now());
    journal->keeper_ =
        std::make_unique<Keeper>(*journal->writer_, *journal->store_, first.value(), now);
    journal->archive_ = std::make_unique<Archive>(
        ArchiveSettings{settings.folder, settings.identity.epoch, settings.compress,
                        settings.keep_days, std::uint64_t(settings.keep_gb) << 30U});
    // The second segment too: without it the run would begin in Hold.
    if (std::string fault = journal->keeper_->turn(); !fault.empty()) {
        return fault;
    }
    journal->unstaged_told_ = !journal->staging_fault_.empty();
    return journal;
}

Journal::~Journal() {
    (void)close();
}

void Journal::tell_wall() noexcept {
    writer_->say_wall_offset(wall_().nanoseconds() - now_().nanoseconds());
}

void Journal::start() {
    thread_ = std::thread([this] { run(); });
}

void Journal::run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!quit_) {
        lock.unlock();
        turn();
        lock.lock();
        wake_.wait_for(lock, std::chrono::nanoseconds(settings_.sync_every.nanoseconds()),
                       [this] { return quit_; });
    }
}

void Journal::turn() {
    tell_wall();
    std::string fault = keeper_->turn();
    if (fault.empty()) {
        fault = staging_news();
    }
    if (fault.empty()) {
        fault = archive_->step(keeper_->finished(), now_(), wall_());
    }
    const std::lock_guard<std::mutex> lock(mutex_);
    if (fault_.empty()) {
        fault_ = std::move(fault);
    }
}

// Once each time that it begins.
std::string Journal::staging_news() {
    const bool unstaged = !staging_fault_.empty();
    const bool news = unstaged && !unstaged_told_;
    unstaged_told_ = unstaged;
    return news ? std::string(kUnstaged) + staging_fault_ : std::string{};
}

std::string Journal::next_fault() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return std::exchange(fault_, {});
}

std::string Journal::close() {
    if (thread_.joinable()) {
        {
            const std::lock_guard<std::mutex> lock(mutex_);
            quit_ = true;
        }
        wake_.notify_all();
        thread_.join();
    }
    return keeper_ == nullptr ? std::string{} : keeper_->close();
}

}  // namespace hedged::runtime::journal
