// SPDX-License-Identifier: Apache-2.0
#include "hedged/market/reference_price.hpp"

#include "hedged/core/fixed_vector.hpp"

#include <algorithm>
#include <cmath>

namespace hedged::market {
namespace {

constexpr std::size_t kSourcesMax = 8;
constexpr std::size_t kSourcesMin = 2;

}  // namespace

Reference vote(std::span<const double> prices, double disagreement_max) noexcept {
    Reference result;
    FixedVector<double, kSourcesMax> sorted;
    for (double const price : prices) {
        if (!(std::isfinite(price) && price > 0.0) || !sorted.push_back(price)) {
            result.why = Why::NonFinite;
            return result;
        }
    }
    result.sources = static_cast<std::uint8_t>(sorted.size());
    if (sorted.empty()) {
        result.why = Why::QuoteStale;
        return result;
    }
    std::sort(sorted.begin(), sorted.end());
    std::size_t const middle = sorted.size() / 2;
    result.price =
        sorted.size() % 2 == 1 ? sorted[middle] : 0.5 * (sorted[middle - 1] + sorted[middle]);
    result.disagreement =
        std::max(result.price - sorted[0], sorted[sorted.size() - 1] - result.price) / result.price;
    if (sorted.size() < kSourcesMin) {
        result.why = Why::QuoteStale;
        return result;
    }
    result.ok = result.disagreement <= disagreement_max;
    result.why = result.ok ? Why::InsideBand : Why::PricesDisagree;
    return result;
}

Reference reference_price(const InstrumentSpec& spec, const Quotes& quotes,
                          const IndexPrices& indices, const VenueClock& clock, Instant now,
                          const ReferenceLimits& limits) noexcept {
    FixedVector<double, 3> sources;
    if (spec.kind != InstrumentKind::Option &&
        indices.fresh(spec.underlying, clock, now, limits.index)) {
        (void)sources.push_back(indices.last(spec.underlying)->price.value());
    }
    if (quotes.status(spec.index, clock, now, limits.quote) == QuoteStatus::Usable) {
        (void)sources.push_back(mid_of(*quotes.quote(spec.index)));
    }
    const Ticker* const ticker = quotes.ticker(spec.index);
    if (ticker != nullptr && !quotes.gapped(spec.index) &&
        is_fresh(freshness_of(ticker->stamp, clock, now), limits.mark)) {
        (void)sources.push_back(ticker->mark_price);
    }
    return vote({sources.begin(), sources.end()}, limits.disagreement_max);
}

}  // namespace hedged::market
