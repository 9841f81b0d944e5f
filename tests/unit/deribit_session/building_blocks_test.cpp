// SPDX-License-Identifier: Apache-2.0
#include "hedged/venues/deribit/session/backoff.hpp"
#include "hedged/venues/deribit/session/clock_sampler.hpp"
#include "hedged/venues/deribit/session/command_route.hpp"
#include "hedged/venues/deribit/session/pending_requests.hpp"
#include "hedged/venues/deribit/session/token_bucket.hpp"
#include "hedged/venues/deribit/session/trade_pages.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hedged::deribit {
namespace {

constexpr Instant kStart{std::int64_t{5'000'000'000}};

TEST(TokenBucket, GivesItsBurstAtOnceAndThenItsRate) {
    TokenBucket bucket{4.0, 20.0};
    int taken = 0;
    while (bucket.take(kStart)) {
        ++taken;
    }
    EXPECT_EQ(taken, 20);

    EXPECT_EQ(bucket.ready_at(), kStart + milliseconds(250));
    EXPECT_FALSE(bucket.take(kStart + milliseconds(249)));
    EXPECT_TRUE(bucket.take(kStart + milliseconds(250)));
    EXPECT_FALSE(bucket.take(kStart + milliseconds(250)));
}

TEST(TokenBucket, NeverGivesMoreThanBurstPlusRateInAnyWindow) {
    Random random{99};
    TokenBucket bucket{10.0, 5.0};
    std::vector<Instant> taken;
    Instant now = kStart;
    for (int i = 0; i < 20'000; ++i) {
        now = now + microseconds(static_cast<std::int64_t>(random.below(40'000)));
        if (bucket.take(now)) {
            taken.push_back(now);
        }
    }
    for (std::size_t i = 0, j = 0; j < taken.size(); ++j) {
        while (taken[j] - taken[i] > seconds(1)) {
            ++i;
        }
        EXPECT_LE(j - i + 1, 15U) << "window ending at " << j;
    }
}

TEST(Backoff, StaysBetweenHalfAndWholeOfADoublingPauseUpToItsCap) {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
        Random random{seed};
        Backoff backoff{BackoffConfig{milliseconds(500), seconds(30)}};
        Duration whole = milliseconds(500);
        for (int i = 0; i < 12; ++i) {
            Duration const pause = backoff.draw(random);
            EXPECT_GE(pause * 2, whole) << "seed " << seed << " try " << i;
            EXPECT_LE(pause, whole) << "seed " << seed << " try " << i;
            whole = std::min(whole * 2, seconds(30));
        }
    }
}

TEST(Backoff, RepeatsExactlyUnderTheSameSeed) {
    Random one{42};
    Random two{42};
    Backoff first{BackoffConfig{}};
    Backoff second{BackoffConfig{}};
    for (int i = 0; i < 20; ++i) {
        EXPECT_EQ(first.draw(one), second.draw(two));
    }
}

TEST(Backoff, BeginsAnewAfterReset) {
    Random random{1};
    Backoff backoff{BackoffConfig{milliseconds(500), seconds(30)}};
    for (int i = 0; i < 6; ++i) {
        (void)backoff.draw(random);
    }
    backoff.reset();
    EXPECT_LE(backoff.draw(random), milliseconds(500));
}

TEST(PendingRequests, AreFoundByIdInWhateverOrderTheyAreAnswered) {
    PendingRequests requests;
    std::vector<RequestId> ids;
    for (int i = 0; i < 5; ++i) {
        ids.push_back(requests.open(Request::Test, Purpose::Test, kStart, seconds(1))->id);
    }
    for (std::size_t at : {3U, 0U, 4U, 2U, 1U}) {
        PendingRequest* const found = requests.find(ids[at]);
        ASSERT_NE(found, nullptr);
        EXPECT_EQ(found->id, ids[at]);
        requests.close(*found);
        EXPECT_EQ(requests.find(ids[at]), nullptr);
    }
    EXPECT_EQ(requests.waiting(), 0U);
}

TEST(PendingRequests, NeverUseAnIdTwice) {
    PendingRequests requests;
    RequestId last = 0;
    for (int i = 0; i < 2'000; ++i) {
        PendingRequest* const request =
            requests.open(Request::Test, Purpose::Test, kStart, seconds(1));
        ASSERT_NE(request, nullptr);
        EXPECT_GT(request->id, last);
        last = request->id;
        if (i % 9 != 0) {
            requests.close(*request);
        }
        if (i % 90 == 0) {
            while (requests.next_overdue(kStart + seconds(2)) != nullptr) {
            }
        }
    }
}

TEST(PendingRequests, RefuseOneMoreThanTheyCanHold) {
    PendingRequests requests;
    for (std::size_t i = 0; i < PendingRequests::kCapacity; ++i) {
        ASSERT_NE(requests.open(Request::Test, Purpose::Test, kStart, seconds(1)), nullptr) << i;
    }
    EXPECT_EQ(requests.open(Request::Test, Purpose::Test, kStart, seconds(1)), nullptr);
}

TEST(PendingRequests, StillKnowAnOverdueOneUntilItsPlaceIsNeeded) {
    PendingRequests requests;
    RequestId const id = requests.open(Request::Buy, Purpose::Order, kStart, seconds(1))->id;
    EXPECT_EQ(requests.next_overdue(kStart + milliseconds(999)), nullptr);
    ASSERT_NE(requests.next_overdue(kStart + seconds(1)), nullptr);
    EXPECT_EQ(requests.next_overdue(kStart + seconds(1)), nullptr);
    ASSERT_NE(requests.find(id), nullptr);
    EXPECT_TRUE(requests.find(id)->overdue);
    EXPECT_EQ(requests.waiting(), 0U);

    for (std::size_t i = 0; i < PendingRequests::kCapacity; ++i) {
        ASSERT_NE(requests.open(Request::Test, Purpose::Test, kStart, seconds(1)), nullptr);
    }
    EXPECT_EQ(requests.find(id), nullptr);
}

TEST(PendingRequests, HandOverEachWaitingOneOnceWhenAbandoned) {
    PendingRequests requests;
    (void)requests.open(Request::Buy, Purpose::Order, kStart, milliseconds(1));
    (void)requests.open(Request::Sell, Purpose::Order, kStart, seconds(1));
    (void)requests.next_overdue(kStart + milliseconds(1));
    std::vector<Request> lost;
    requests.abandon([&](const PendingRequest& request) { lost.push_back(request.request); });
    requests.abandon([&](const PendingRequest& request) { lost.push_back(request.request); });

    EXPECT_EQ(lost, std::vector{Request::Sell});
    EXPECT_EQ(requests.next_deadline(kStart), kStart);
}

TEST(CommandRoute, SendsOnlyWatchesAndInstrumentListsToTheMarket) {
    EXPECT_EQ(stream_for(WatchInstrument{}), Stream::Market);
    EXPECT_EQ(stream_for(RequestSnapshot{SnapshotKind::Instruments, 1}), Stream::Market);
    EXPECT_EQ(stream_for(RequestSnapshot{SnapshotKind::Positions, 1}), Stream::Account);
    EXPECT_EQ(stream_for(PlaceOrder{}), Stream::Account);
    EXPECT_EQ(stream_for(CancelOrder{}), Stream::Account);
    EXPECT_EQ(stream_for(QueryOrder{}), Stream::Account);
}

TEST(ClockSampler, PassesOnReadingsAboutAsGoodAsTheBest) {
    ClockSampler clock;
    EXPECT_TRUE(clock.accept(milliseconds(20), kStart));
    EXPECT_TRUE(clock.accept(milliseconds(10), kStart + seconds(10)));
    EXPECT_TRUE(clock.accept(milliseconds(20), kStart + seconds(20)));
    EXPECT_FALSE(clock.accept(milliseconds(300), kStart + seconds(30)));
}

TEST(ClockSampler, RatherPassesOnAPoorReadingThanNoneForLong) {
    ClockSampler clock;
    EXPECT_TRUE(clock.accept(milliseconds(10), kStart));
    EXPECT_FALSE(clock.accept(milliseconds(300), kStart + seconds(59)));
    EXPECT_TRUE(clock.accept(milliseconds(300), kStart + seconds(60)));
}

DecodedFrame page(std::initializer_list<std::int64_t> at_ms, bool has_more) {
    DecodedFrame frame;
    for (std::int64_t const ms : at_ms) {
        Fill fill;
        fill.stamp.venue = wall_from_milliseconds(ms);
        frame.events.emplace_back(fill);
    }
    frame.reply.has_more = has_more;
    return frame;
}

TEST(TradePages, GoOnFromTheLastTradeUntilNoMoreIsPromised) {
    TradePages pages;
    pages.begin(wall_from_milliseconds(1'100), milliseconds(1'000));

    EXPECT_EQ(pages.take(page({150, 160}, true), 10), PageVerdict::More);
    EXPECT_EQ(pages.from(), wall_from_milliseconds(160));
    EXPECT_EQ(pages.take(page({160, 170}, false), 10), PageVerdict::Whole);
}

TEST(TradePages, AreShortWhenAPageBringsNothingNew) {
    TradePages pages;
    pages.begin(wall_from_milliseconds(1'100), milliseconds(1'000));

    EXPECT_EQ(pages.take(page({}, true), 10), PageVerdict::Short);
    EXPECT_EQ(pages.take(page({100, 100}, true), 10), PageVerdict::Short);
}

TEST(TradePages, AreShortWhenTheyComeNewestFirst) {
    TradePages pages;
    pages.begin(wall_from_milliseconds(1'100), milliseconds(1'000));

    EXPECT_EQ(pages.take(page({300, 200}, true), 10), PageVerdict::Short);
}

TEST(TradePages, AreShortWhenThereAreTooMany) {
    TradePages pages;
    pages.begin(wall_from_milliseconds(1'100), milliseconds(1'000));

    EXPECT_EQ(pages.take(page({110}, true), 2), PageVerdict::More);
    EXPECT_EQ(pages.take(page({120}, true), 2), PageVerdict::Short);
}

}  // namespace
}  // namespace hedged::deribit
