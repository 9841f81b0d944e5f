// SPDX-License-Identifier: Apache-2.0
// Rules 8, 9, 15, 16, 17 and 19: what the daemon says of itself.
#include "auditor/core.hpp"
#include "auditor/text.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::auditor {
namespace {

// A position is proved at least once in the age that it may have, the round of reports that does it
// may take one time-out, and a failed one is repeated.
constexpr Duration kRoundsOfReports = seconds(8);
// The daemon works a frame off before it is asked; this is for one that waits in a queue.
constexpr Duration kQueued = seconds(2);
constexpr double kNoise = 1e-9;

bool trades_now(DaemonState state) noexcept {
    return state == DaemonState::Normal || state == DaemonState::Reduce;
}

}  // namespace

void Auditor::Core::daemon_says(Instant now, InstanceId id, const DaemonPicture& picture) {
    Instance* const instance = find(id);
    if (instance == nullptr || !instance->alive) {
        return;
    }
    orders_as_said(now, *instance, picture);
    fills_as_said(now, *instance, picture);
    configuration_as_said(now, *instance, picture);
    numbers_as_said(now, *instance, picture);
    positions_as_said(now, *instance, picture);
    for (const std::string* const text : {&picture.reason, &picture.alarm}) {
        output(now, id, *text, "what the daemon says");
    }
    instance->said = picture;
    instance->said_at = now;
}

// Rule 8. Instrument by instrument, only while the daemon claims to know its positions and would
// trade on them, and only of what has not changed at the exchange for longer than the daemon may
// leave a position unproved. A position that was right since that change and is wrong now went
// wrong by the daemon's own doing, and is reported at the second look; one that was never right
// must be wrong for as long again. A damaged frame may have told anything: then everything counts
// as never right.
void Auditor::Core::positions_as_said(Instant now, Instance& instance,
                                      const DaemonPicture& picture) {
    if (!trades_now(picture.state) || !picture.reconciled || !truth_.sampled()) {
        instance.positions.clear();
        return;
    }
    look(Rule::PositionsAgree);
    auto const said_of = [&](std::string_view name) {
        auto const said = std::ranges::find_if(
            picture.positions, [&](const PositionSaid& p) { return p.instrument == name; });
        return said == picture.positions.end() ? 0.0 : said->size;
    };
    for (const exchange::Position& truth : truth_.positions()) {
        const exchange::Instrument& instrument = exchange_.instrument(truth.instrument);
        compare_position(now, instance, instrument, said_of(instrument.name), truth.size);
    }
    for (const PositionSaid& said : picture.positions) {
        const exchange::Instrument* const instrument = exchange_.find(said.instrument);
        bool const held = instrument != nullptr &&
                          std::ranges::any_of(truth_.positions(), [&](const auto& position) {
                              return position.instrument == instrument->id;
                          });
        if (instrument != nullptr && !held) {
            compare_position(now, instance, *instrument, said.size, 0.0);
        }
    }
}

void Auditor::Core::compare_position(Instant now, Instance& instance,
                                     const exchange::Instrument& instrument, double ours,
                                     double theirs) {
    Duration const settled = instance.facts.limits.position_age_max + kRoundsOfReports;
    Instant const changed = truth_.changed_at(instrument.id);
    Instance::Compared& compared = instance.positions[instrument.name];
    if (std::fabs(ours - theirs) <= kNoise * std::max(1.0, std::fabs(theirs))) {
        compared = {now, std::nullopt};
        return;
    }
    if (now - changed <= settled) {
        compared.differs_since.reset();
        return;
    }
    if (!compared.differs_since) {
        compared.differs_since = now;
        return;
    }
    bool const damaged = instance.damaged_at && now - *instance.damaged_at <= settled;
    bool const was_right = compared.right_at && *compared.right_at > changed && !damaged;
    if (was_right || now - *compared.differs_since > settled) {
        report(Rule::PositionsAgree, instance.id, now,
               instrument.name + ": the daemon holds " + figure(ours) + ", the exchange " +
                   figure(theirs) + ", unchanged for " + figure(now - changed));
        compared = {std::nullopt, now};
    }
}

// Rule 9: it cannot have counted more trades than it was told of, in whatever frame. Rule 17: it
// must have counted what its account's stream told, kQueued later at the latest; a connection that
// ended meanwhile forgives, for then everything is read anew.
void Auditor::Core::fills_as_said(Instant now, Instance& instance, const DaemonPicture& picture) {
    look(Rule::FillsOnce);
    if (picture.fills > instance.trades_heard.size() + instance.fills_forgiven) {
        report(Rule::FillsOnce, instance.id, now,
               "the daemon counted " + std::to_string(picture.fills) + " trades, it was told of " +
                   std::to_string(instance.trades_heard.size()));
        instance.fills_forgiven = picture.fills - instance.trades_heard.size();
    }
    look(Rule::NothingDropped);
    std::uint64_t const streamed = instance.trades_streamed.size();
    std::uint64_t const owed = streamed - std::min<std::uint64_t>(instance.fills_base, streamed);
    std::uint64_t const before = instance.counted_base;
    // Until the account was read whole, a trade may be remembered only: the reading tells it again.
    // That may be over by the first picture that says so, so the next is the first to be judged.
    instance.rebase = instance.rebase || !picture.reconciled || !instance.was_reconciled;
    instance.was_reconciled = picture.reconciled;
    if (instance.rebase) {
        instance.rebase = false;
        instance.counted_base = picture.fills;
        instance.fills_base = streamed;
        instance.fills_missing_since.reset();
        return;
    }
    if (picture.fills >= before + owed) {
        instance.fills_missing_since.reset();
    } else if (!instance.fills_missing_since) {
        instance.fills_missing_since = now;
    } else if (now - *instance.fills_missing_since > kQueued) {
        report(Rule::NothingDropped, instance.id, now,
               "the account's stream told " + std::to_string(owed) + " trades since the " +
                   "connection opened, the daemon counted " +
                   std::to_string(picture.fills - before));
        instance.rebase = true;
    }
}

// Rule 15. No allowance: the numbers are copied, not computed.
void Auditor::Core::configuration_as_said(Instant now, Instance& instance,
                                          const DaemonPicture& picture) {
    look(Rule::ConfigurationWhole);
    const RunFacts& facts = instance.facts;
    std::string seen;
    if (picture.config_hash != 0 && picture.config_hash != facts.config_hash) {
        seen = "it obeys the configuration with hash " + std::to_string(picture.config_hash) +
               ", it was given " + std::to_string(facts.config_hash);
    }
    for (const CoinSaid& said : picture.coins) {
        auto const coin = std::ranges::find_if(
            facts.coins, [&](const CoinFacts& each) { return each.coin == said.coin; });
        if (coin == facts.coins.end() || said.band_lower != coin->band_lower ||
            said.band_target != coin->band_target || said.band_upper != coin->band_upper) {
            seen = "it hedges " + said.coin + " to the band " + figure(said.band_lower) + ", " +
                   figure(said.band_target) + ", " + figure(said.band_upper) +
                   ", which is not that of its configuration";
        }
    }
    if (!seen.empty() && seen != instance.configuration_blamed) {
        report(Rule::ConfigurationWhole, instance.id, now, seen);
    }
    instance.configuration_blamed = std::move(seen);
}

// Rule 16, the inner half: a daemon that would trade knows a finite delta, or says that it has
// none.
void Auditor::Core::numbers_as_said(Instant now, Instance& instance, const DaemonPicture& picture) {
    if (!trades_now(picture.state)) {
        return;
    }
    look(Rule::FiniteNumbers);
    for (const CoinSaid& said : picture.coins) {
        if (said.net_delta_known && !std::isfinite(said.net_delta)) {
            report(Rule::FiniteNumbers, instance.id, now,
                   "its delta of " + said.coin + " is not a finite number");
        }
    }
    for (const PositionSaid& said : picture.positions) {
        if (!std::isfinite(said.size)) {
            report(Rule::FiniteNumbers, instance.id, now,
                   "its position in " + said.instrument + " is not a finite number");
        }
    }
}

// Rule 19. No allowance. The login is the one request that may carry what proves who we are, and is
// not handed to this. Shorter secrets than this occur by accident.
void Auditor::Core::output(Instant now, InstanceId id, std::string_view bytes,
                           std::string_view where) {
    constexpr std::size_t kShortest = 6;
    Instance* const instance = find(id);
    if (instance == nullptr) {
        return;
    }
    look(Rule::NoSecrets);
    for (const auto* const secrets : {&instance->facts.secrets, &instance->tokens}) {
        for (const std::string& secret : *secrets) {
            if (secret.size() >= kShortest && bytes.find(secret) != std::string_view::npos) {
                report(Rule::NoSecrets, id, now,
                       "a secret of " + std::to_string(secret.size()) + " bytes stands in " +
                           std::string{where});
                return;
            }
        }
    }
}

}  // namespace hedged::auditor
