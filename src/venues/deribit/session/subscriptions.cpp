// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/subscriptions.hpp"

#include <algorithm>
#include <span>

namespace hedged::deribit {

namespace {

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// The exchange answers "user.portfolio.btc" to "user.portfolio.BTC".
bool same_channel(std::string_view a, std::string_view b) noexcept {
    return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Subscriptions::Subscriptions(Connection& connection, Access access, BackoffConfig retry)
    : connection_(connection), access_(access), required_pause_(retry), other_pause_(retry) {
    channels_.reserve(kChannelsMax);
    chunk_.reserve(kChannelsMax);
    chunk_at_.reserve(kChannelsMax);
}

// Starts behind the last one found: lists come back in the order in which they were sent.
Subscriptions::Channel* Subscriptions::find(std::string_view channel) noexcept {
    for (std::size_t i = 0; i < channels_.size(); ++i) {
        std::size_t const at = (hint_ + i) % channels_.size();
        if (same_channel(channels_[at].name.view(), channel)) {
            hint_ = at + 1;
            return &channels_[at];
        }
    }
    return nullptr;
}

bool Subscriptions::want(std::string_view channel, bool required) noexcept {
    if (Channel* const known = find(channel)) {
        known->required = known->required || required;
        return true;
    }
    ChannelName name;
    if (channels_.size() == kChannelsMax || !name.assign(channel)) {
        ++connection_.counters().channels_refused;
        return false;
    }
    channels_.push_back(Channel{name, required, State::Wanted, 0});
    work_ = true;
    return true;
}

void Subscriptions::renew(std::string_view channel) noexcept {
    if (Channel* const known = find(channel)) {
        // Not granted: asking for it anew brings the snapshot by itself.
        if (known->state == State::Granted) {
            known->state = State::ToLeave;
            work_ = true;
        }
    }
}

void Subscriptions::reset() noexcept {
    for (Channel& channel : channels_) {
        channel.state = State::Wanted;
        channel.asked_in = 0;
    }
    settle_pauses();
    look_for_work();
}

void Subscriptions::look_for_work() noexcept {
    work_ = std::ranges::any_of(channels_, [](const Channel& c) {
        return c.state == State::Wanted || c.state == State::ToLeave || c.state == State::Missing;
    });
}

bool Subscriptions::due(const Channel& channel, bool leave, Instant now) const noexcept {
    if (leave) {
        return channel.state == State::ToLeave;
    }
    return channel.state == State::Wanted ||
           (channel.state == State::Missing && now >= pause(channel).until);
}

void Subscriptions::advance(Instant now) noexcept {
    if (!work_) {
        return;
    }
    while (send_chunk(true, now)) {
    }
    while (send_chunk(false, now)) {
    }
    look_for_work();
}

// True when a request left and there may be more to ask for.
bool Subscriptions::send_chunk(bool leave, Instant now) noexcept {
    chunk_.clear();
    chunk_at_.clear();
    for (std::size_t at = 0;
         at < channels_.size() && chunk_.size() < connection_.config().channels_per_frame; ++at) {
        if (due(channels_[at], leave, now)) {
            chunk_.push_back(channels_[at].name.view());
            chunk_at_.push_back(at);
        }
    }
    if (chunk_.empty() || !connection_.logged_in() || !connection_.take_subscribe(now)) {
        return false;
    }
    bool const open = access_ == Access::Public;
    Request const method = leave ? (open ? Request::Unsubscribe : Request::UnsubscribePrivate)
                                 : (open ? Request::Subscribe : Request::SubscribePrivate);
    PendingRequest* const request =
        connection_.ask(method, Purpose::Subscribe, now, connection_.config().request_patience);
    if (request == nullptr) {
        return false;
    }
    RequestId const id = request->id;
    std::span<const std::string_view> const names{chunk_};
    SubscribeFrame const frame = leave
                                     ? encode_unsubscribe(connection_.buffer(), id, access_, names)
                                     : encode_subscribe(connection_.buffer(), id, access_, names);
    if (!connection_.send(*request, frame.frame, now)) {
        return false;
    }
    for (std::size_t i = 0; i < frame.taken; ++i) {
        Channel& channel = channels_[chunk_at_[i]];
        channel.state = leave ? State::Leaving : State::Asked;
        channel.asked_in = id;
    }
    return true;
}

void Subscriptions::on_answer(const PendingRequest& request, bool usable, Instant now) noexcept {
    bool const leaving =
        request.request == Request::Unsubscribe || request.request == Request::UnsubscribePrivate;
    if (!leaving && usable) {
        for (std::string_view const channel : connection_.decoded().channels) {
            mark_granted(request.id, channel);
        }
    }
    for (Channel& channel : channels_) {
        if (channel.asked_in != request.id) {
            continue;
        }
        channel.asked_in = 0;
        if (leaving) {
            channel.state = State::Wanted;
        } else if (channel.state == State::Asked) {
            miss(channel, now);
        }
    }
    settle_pauses();
    look_for_work();
}

// A pause starts short again when nothing of its kind is missing any more.
void Subscriptions::settle_pauses() noexcept {
    auto const none_missing = [this](bool required) {
        return std::ranges::none_of(channels_, [required](const Channel& c) {
            return c.required == required && (c.state == State::Missing || c.state == State::Asked);
        });
    };
    if (none_missing(true)) {
        required_pause_.backoff.reset();
    }
    if (none_missing(false)) {
        other_pause_.backoff.reset();
    }
}

void Subscriptions::mark_granted(RequestId id, std::string_view channel) noexcept {
    Channel* const known = find(channel);
    if (known != nullptr && known->asked_in == id && known->state == State::Asked) {
        known->state = State::Granted;
    }
}

void Subscriptions::miss(Channel& channel, Instant now) noexcept {
    ++connection_.counters().missing_channels;
    channel.state = State::Missing;
    Pause& shared = channel.required ? required_pause_ : other_pause_;
    if (shared.until <= now) {
        shared.until = now + shared.backoff.draw(connection_.random());
    }
}

bool Subscriptions::required_granted() const noexcept {
    return std::ranges::all_of(channels_, [](const Channel& c) {
        // One that is being renewed was granted, and its instrument is marked as gapped meanwhile.
        return !c.required || c.state == State::Granted || c.state == State::ToLeave;
    });
}

bool Subscriptions::granted(std::string_view channel) const noexcept {
    return std::ranges::any_of(channels_, [&](const Channel& c) {
        return c.state == State::Granted && same_channel(c.name.view(), channel);
    });
}

std::string_view Subscriptions::first_missing() const noexcept {
    auto const missing = std::ranges::find_if(
        channels_, [](const Channel& c) { return c.required && c.state == State::Missing; });
    return missing == channels_.end() ? std::string_view{} : missing->name.view();
}

Instant Subscriptions::next_deadline() const noexcept {
    Instant next = kNever;
    for (std::size_t i = 0; work_ && i < channels_.size(); ++i) {
        const Channel& channel = channels_[i];
        if (channel.state == State::Wanted || channel.state == State::ToLeave) {
            next = std::min(next, connection_.subscribe_at());
        } else if (channel.state == State::Missing) {
            next = std::min(next, std::max(pause(channel).until, connection_.subscribe_at()));
        }
    }
    return next;
}

}  // namespace hedged::deribit
