// SPDX-License-Identifier: Apache-2.0
#include "simulator/worker.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <deque>
#include <poll.h>
#include <sys/wait.h>
#include <type_traits>
#include <unistd.h>
#include <vector>

namespace hedged::simulator {
namespace {

template <class T>
void put(std::string& out, const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void put_text(std::string& out, const std::string& text) {
    put(out, text.size());
    out.append(text);
}

class Unpacker {
public:
    explicit Unpacker(std::string_view bytes) : left_(bytes) {}

    template <class T>
    void get(T& value) {
        if (left_.size() < sizeof value) {
            broken_ = true;
            return;
        }
        std::memcpy(&value, left_.data(), sizeof value);
        left_.remove_prefix(sizeof value);
    }
    void get(std::string& text) {
        std::size_t size = 0;
        get(size);
        if (size > left_.size()) {
            broken_ = true;
            return;
        }
        text.assign(left_.substr(0, size));
        left_.remove_prefix(size);
    }
    [[nodiscard]] bool broken() const noexcept { return broken_; }

private:
    std::string_view left_;
    bool broken_ = false;
};

// What of a result is plain numbers.
struct Figures {
    std::uint64_t seed;
    Duration simulated;
    double cpu_seconds;
    std::uint64_t hash;
    std::uint64_t events;
    std::uint64_t orders;
    std::uint64_t fills;
    std::uint64_t deaths;
    std::uint64_t starts;
};

}  // namespace

std::string pack(const RunResult& run) {
    std::string out;
    put(out, Figures{run.seed, run.simulated, run.cpu_seconds, run.hash, run.events, run.orders,
                     run.fills, run.deaths, run.starts});
    put(out, run.faults);
    put_text(out, run.ended);
    put_text(out, run.newest_events);
    put(out, run.findings.size());
    for (const Finding& finding : run.findings) {
        put_text(out, finding.rule);
        put(out, finding.event);
        put(out, finding.at);
        put_text(out, finding.seen);
    }
    return out;
}

std::optional<RunResult> unpack(std::string_view bytes) {
    Unpacker in(bytes);
    RunResult run;
    Figures figures{};
    in.get(figures);
    run.seed = figures.seed;
    run.simulated = figures.simulated;
    run.cpu_seconds = figures.cpu_seconds;
    run.hash = figures.hash;
    run.events = figures.events;
    run.orders = figures.orders;
    run.fills = figures.fills;
    run.deaths = figures.deaths;
    run.starts = figures.starts;
    in.get(run.faults);
    in.get(run.ended);
    in.get(run.newest_events);
    std::size_t findings = 0;
    in.get(findings);
    for (std::size_t i = 0; i < findings && !in.broken(); ++i) {
        Finding finding;
        in.get(finding.rule);
        in.get(finding.event);
        in.get(finding.at);
        in.get(finding.seen);
        run.findings.push_back(std::move(finding));
    }
    if (in.broken()) {
        return std::nullopt;
    }
    return run;
}

namespace {

bool write_all(int fd, const std::string& bytes) {
    std::size_t done = 0;
    while (done < bytes.size()) {
        const ssize_t wrote = ::write(fd, bytes.data() + done, bytes.size() - done);
        if (wrote <= 0 && errno != EINTR) {
            return false;
        }
        done += wrote > 0 ? static_cast<std::size_t>(wrote) : 0;
    }
    return true;
}

// A child runs one seed; forking costs nothing beside an hour's simulation.
struct Child {
    pid_t pid = -1;
    int pipe = -1;
    std::uint64_t seed = 0;
    std::string bytes;
};

std::optional<Child> begin(const SwarmRequest& request, std::uint64_t seed) {
    int ends[2] = {-1, -1};
    if (::pipe(ends) != 0) {
        return std::nullopt;
    }
    std::fflush(stdout);
    const pid_t pid = ::fork();
    if (pid == 0) {
        ::close(ends[0]);
        SwarmRequest mine = request;
        mine.show_options = false;
        mine.trace = false;
        const bool told = write_all(ends[1], pack(run_seed(mine, seed)));
        ::_exit(told ? 0 : 1);
    }
    ::close(ends[1]);
    if (pid < 0) {
        ::close(ends[0]);
        return std::nullopt;
    }
    return Child{pid, ends[0], seed, {}};
}

// The result of a child whose pipe has ended.
RunResult end_of(const Child& child) {
    int status = 0;
    (void)::waitpid(child.pid, &status, 0);
    ::close(child.pipe);
    auto run = unpack(child.bytes);
    if (run && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
        return std::move(*run);
    }
    RunResult dead;
    dead.seed = child.seed;
    dead.ended = "the simulator died";
    dead.findings.push_back(
        {"a run ends by itself", 0, Instant{},
         WIFSIGNALED(status) ? "signal " + std::to_string(WTERMSIG(status)) + "; run the seed alone"
                             : "exit code " + std::to_string(WEXITSTATUS(status))});
    return dead;
}

}  // namespace

void run_in_workers(const SwarmRequest& request,
                    const std::function<void(const RunResult&)>& take) {
    std::vector<Child> children;
    std::uint64_t next = request.first_seed;
    const std::uint64_t end = request.first_seed + request.seeds;
    while (next < end || !children.empty()) {
        while (next < end && children.size() < std::max(1U, request.jobs)) {
            auto child = begin(request, next);
            if (!child) {
                std::fprintf(stderr, "hedged-sim: cannot start a worker: %s\n",
                             std::strerror(errno));
                return;
            }
            ++next;
            children.push_back(std::move(*child));
        }
        std::vector<pollfd> waiting;
        for (const Child& child : children) {
            waiting.push_back({child.pipe, POLLIN, 0});
        }
        (void)::poll(waiting.data(), waiting.size(), -1);
        for (std::size_t i = waiting.size(); i-- > 0;) {
            if (waiting[i].revents == 0) {
                continue;
            }
            char buffer[65'536];
            const ssize_t got = ::read(waiting[i].fd, buffer, sizeof buffer);
            if (got > 0) {
                children[i].bytes.append(buffer, static_cast<std::size_t>(got));
            } else if (got == 0 || errno != EINTR) {
                take(end_of(children[i]));
                children.erase(children.begin() + static_cast<std::ptrdiff_t>(i));
            }
        }
    }
}

}  // namespace hedged::simulator
