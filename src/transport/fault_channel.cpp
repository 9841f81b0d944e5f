// SPDX-License-Identifier: Apache-2.0
#include "hedged/transport/fault_channel.hpp"

#include "hedged/core/assert.hpp"

#include <algorithm>
#include <utility>

namespace hedged::transport {

FaultChannel::FaultChannel(Channel& inner, NowFunction now, const FaultPlan& plan)
    : inner_(inner), now_(now), plan_(plan), random_(plan.seed) {}

bool FaultChannel::connect(const Endpoint& endpoint, ChannelListener& listener) {
    if (!inner_.connect(endpoint, *this)) {
        return false;
    }
    listener_ = &listener;
    broken_ = false;
    return true;
}

// Draws the same numbers for every frame whatever it decides, so that one fault does not shift the
// fate of all the frames behind it.
FaultChannel::Verdict FaultChannel::judge(const DirectionFaults& faults, Instant now) {
    const bool disconnect = random_.uniform() < faults.disconnect;
    const bool drop = random_.uniform() < faults.drop;
    const bool duplicate = random_.uniform() < faults.duplicate;
    const bool delay = random_.uniform() < faults.delay;
    const double part = random_.uniform();

    Verdict verdict;
    verdict.due = now;
    if (disconnect) {
        ++counters_.disconnected;
        verdict.disconnect = true;
        return verdict;
    }
    if (drop) {
        ++counters_.dropped;
        verdict.copies = 0;
        return verdict;
    }
    if (duplicate) {
        ++counters_.duplicated;
        verdict.copies = 2;
    }
    if (delay) {
        ++counters_.delayed;
        const double wait = part * static_cast<double>(faults.delay_max.nanoseconds());
        verdict.due = now + nanoseconds(static_cast<std::int64_t>(wait));
    }
    return verdict;
}

void FaultChannel::hold(std::deque<Delayed>& line, std::string_view frame, Instant due) {
    Delayed delayed;
    delayed.due = line.empty() ? due : std::max(due, line.back().due);
    delayed.bytes.reserve(frame.size() + kFramePadding);
    delayed.bytes.assign(frame);
    delayed.bytes.append(kFramePadding, '\0');
    delayed.size = frame.size();
    line.push_back(std::move(delayed));
}

bool FaultChannel::send(std::string_view frame) {
    if (state() != ChannelState::kOpen || broken_) {
        return false;
    }
    const Instant now = now_();
    const Verdict verdict = judge(plan_.out, now);
    if (verdict.disconnect) {
        abort_by_fault();
        return true;  // as with a real break: taken, and nobody knows whether it arrived
    }
    for (int copy = 0; copy < verdict.copies; ++copy) {
        if (verdict.due > now || !outbound_.empty()) {
            hold(outbound_, frame, verdict.due);
            outbound_bytes_ += frame.size();
        } else if (!inner_.send(frame)) {
            return false;
        }
    }
    return true;
}

void FaultChannel::on_frame(std::string_view frame, Instant received) {
    if (broken_) {
        return;
    }
    const Verdict verdict = judge(plan_.in, received);
    if (verdict.disconnect) {
        abort_by_fault();
        return;
    }
    for (int copy = 0; copy < verdict.copies; ++copy) {
        if (verdict.due > received || !inbound_.empty()) {
            hold(inbound_, frame, verdict.due);
        } else if (listener_ != nullptr && !broken_) {
            listener_->on_frame(frame, received);
        }
    }
}

void FaultChannel::abort_by_fault() {
    broken_ = true;
    broken_by_fault_ = true;
    forget_held();
    inner_.abort();
}

void FaultChannel::forget_held() {
    inbound_.clear();
    outbound_.clear();
    outbound_bytes_ = 0;
}

void FaultChannel::advance(Instant now) {
    while (!outbound_.empty() && outbound_.front().due <= now) {
        const Delayed delayed = std::move(outbound_.front());
        outbound_.pop_front();
        outbound_bytes_ -= delayed.size;
        if (!inner_.send({delayed.bytes.data(), delayed.size})) {
            // send() said yes long ago, so the only honest way left is to break the connection.
            abort_by_fault();
        }
    }
    while (!inbound_.empty() && inbound_.front().due <= now) {
        const Delayed delayed = std::move(inbound_.front());
        inbound_.pop_front();
        listener_->on_frame({delayed.bytes.data(), delayed.size}, now);
    }
}

void FaultChannel::on_open(Instant now) {
    listener_->on_open(now);
}

void FaultChannel::on_closed(const CloseReport& report, Instant now) {
    forget_held();
    broken_ = false;
    CloseReport told = report;
    if (std::exchange(broken_by_fault_, false)) {
        told.reason = CloseReason::kReset;
        told.text.assign_truncated("connection broken by a planned fault");
    }
    std::exchange(listener_, nullptr)->on_closed(told, now);
}

std::size_t FaultChannel::outstanding_bytes() const {
    return inner_.outstanding_bytes() + outbound_bytes_;
}

void FaultChannel::close() {
    inner_.close();
}

void FaultChannel::abort() {
    broken_ = true;
    forget_held();
    inner_.abort();
}

ChannelState FaultChannel::state() const {
    return inner_.state();
}

}  // namespace hedged::transport
