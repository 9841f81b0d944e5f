// SPDX-License-Identifier: Apache-2.0
// After warm-up neither decoding nor encoding allocates: every recording is decoded until buffers
// have grown, then once more under a counting operator new.
#include "hedged/venues/deribit/codec/encoder.hpp"

#include "support/counting_new.hpp"
#include "support/deribit_codec_rig.hpp"
#include "support/specs.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hedged::deribit {
namespace {

std::size_t decode_all(const std::vector<std::string>& padded, Decoder& decoder,
                       DecodedFrame& frame) {
    std::size_t decoded = 0;
    for (const std::string& text : padded) {
        const std::string_view bytes(text.data(), text.size() - kFramePadding);
        const DecodeError error = decoder.decode(bytes, Instant{}, frame);
        if (error.ok() && frame.kind == FrameKind::Reply) {
            decoded += decoder.decode_reply(Request::Unknown, frame).ok() ? 1U : 0U;
        } else {
            decoded += error.ok() ? 1U : 0U;
        }
    }
    return decoded;
}

TEST(Allocation, NoneToDecodeOnceBuffersHaveGrown) {
    std::vector<std::string> padded;
    for (const auto& message : testing::recorded_messages()) {
        padded.push_back(message.text + std::string(kFramePadding, ' '));
    }
    InstrumentTable table({}, 8192, UnknownNames::Register);
    Decoder decoder(table, testing::test_tag());
    DecodedFrame frame;
    const std::size_t warm = decode_all(padded, decoder, frame);
    ASSERT_GT(warm, 230U);

    const std::uint64_t before = hedged::testing::allocations();
    const std::size_t decoded = decode_all(padded, decoder, frame);
    const std::uint64_t after = hedged::testing::allocations();

    EXPECT_EQ(after - before, 0U);
    EXPECT_EQ(decoded, warm);
}

TEST(Allocation, NoneForFramesThatCannotBeRead) {
    InstrumentTable table({underlying_of("BTC")});
    Decoder decoder(table, testing::test_tag());
    DecodedFrame frame;
    std::string text = testing::recorded("ws_ticker.json");
    text.resize(text.size() / 2);
    text.append(kFramePadding, ' ');
    const std::string_view bytes(text.data(), text.size() - kFramePadding);
    ASSERT_FALSE(decoder.decode(bytes, Instant{}, frame).ok());

    const std::uint64_t before = hedged::testing::allocations();
    for (int i = 0; i < 100; ++i) {
        (void)decoder.decode(bytes, Instant{}, frame);
    }
    EXPECT_EQ(hedged::testing::allocations() - before, 0U);
}

TEST(Allocation, NoneToEncodeAnOrder) {
    const AccountTag tag = testing::test_tag();
    const InstrumentSpec spec = test::perpetual();
    PlaceOrder order;
    order.instrument = spec.index;
    order.quantity = Lots{5};
    order.limit = PriceTicks{150'000};
    order.valid_until = wall_from_milliseconds(1'790'000'000'000);
    std::array<char, kOrderBytesMax> memory{};
    std::size_t written = 0;

    const std::uint64_t before = hedged::testing::allocations();
    for (std::uint32_t i = 1; i <= 1'000; ++i) {
        order.client_id = make_client_order_id(1, i);
        written += encode_place(memory, i, order, spec, tag).size();
        written += encode_cancel(memory, i, "74365704227").size();
    }
    EXPECT_EQ(hedged::testing::allocations() - before, 0U);
    EXPECT_GT(written, 300'000U);
}

TEST(Allocation, IsCountedAtAll) {
    const std::uint64_t before = hedged::testing::allocations();
    const auto memory = std::make_unique<std::string>(100, 'x');
    EXPECT_GE(hedged::testing::allocations() - before, 1U);
}

}  // namespace
}  // namespace hedged::deribit
