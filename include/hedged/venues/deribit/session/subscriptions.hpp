// SPDX-License-Identifier: Apache-2.0
// Which channels a session wants and which of them the exchange granted. What is wanted outlives
// connections: reset() on a new one asks for all of it again. The exchange drops names that it does
// not know without a word, so the granted list is compared with the asked one; what is missing is
// asked for again with growing pauses. One thread; storage is taken once.
#pragma once

#include "hedged/venues/deribit/codec/channel.hpp"
#include "hedged/venues/deribit/session/connection.hpp"

#include <cstddef>
#include <string_view>
#include <vector>

namespace hedged::deribit {

inline constexpr std::size_t kChannelsMax = 2048;

class Subscriptions {
public:
    Subscriptions(Connection& connection, Access access, BackoffConfig retry);

    // `required`: the session is not Ready without it. False: no room, counted.
    bool want(std::string_view channel, bool required) noexcept;
    // Leaves the channel and takes it again, which is what makes the exchange send a snapshot.
    void renew(std::string_view channel) noexcept;
    void reset() noexcept;

    // Asks for what is due, as far as the budget goes.
    void advance(Instant now) noexcept;
    // The answer, or its absence, to a request of Purpose::Subscribe.
    void on_answer(const PendingRequest& request, bool usable, Instant now) noexcept;

    [[nodiscard]] bool required_granted() const noexcept;
    [[nodiscard]] bool granted(std::string_view channel) const noexcept;
    // The first required channel that was asked for and not granted; empty when there is none.
    [[nodiscard]] std::string_view first_missing() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return channels_.size(); }
    [[nodiscard]] std::string_view name(std::size_t at) const noexcept {
        return channels_[at].name.view();
    }
    [[nodiscard]] Instant next_deadline() const noexcept;

private:
    enum class State : std::uint8_t { Wanted, Asked, Granted, Missing, ToLeave, Leaving };
    struct Channel {
        ChannelName name;
        bool required = false;
        State state = State::Wanted;
        RequestId asked_in = 0;
    };
    // What is missing is asked for together: a hundred expired options cost one request, not a
    // hundred. The required ones do not wait for the others.
    struct Pause {
        explicit Pause(BackoffConfig config) noexcept : backoff(config) {}
        Backoff backoff;
        Instant until;
    };

    [[nodiscard]] Channel* find(std::string_view channel) noexcept;
    [[nodiscard]] bool due(const Channel& channel, bool leave, Instant now) const noexcept;
    [[nodiscard]] bool send_chunk(bool leave, Instant now) noexcept;
    void mark_granted(RequestId id, std::string_view channel) noexcept;
    void miss(Channel& channel, Instant now) noexcept;
    void settle_pauses() noexcept;
    void look_for_work() noexcept;
    [[nodiscard]] const Pause& pause(const Channel& channel) const noexcept {
        return channel.required ? required_pause_ : other_pause_;
    }

    Connection& connection_;
    Access access_;
    Pause required_pause_;
    Pause other_pause_;
    std::vector<Channel> channels_;
    std::size_t hint_ = 0;
    bool work_ = false;  // some channel has to be asked for or left; not looked up at every turn
    std::vector<std::string_view> chunk_;
    std::vector<std::size_t> chunk_at_;
};

}  // namespace hedged::deribit
