// SPDX-License-Identifier: Apache-2.0
// The JSON-RPC envelope. Usually the channel comes before the data and one pass is enough; where it
// comes after, the envelope is read once without the data and once more from the start.
#include "hedged/venues/deribit/codec/decoder.hpp"

#include "hedged/core/assert.hpp"

#include "venues/deribit/codec/message_decoders.hpp"

namespace hedged::deribit {
namespace {

constexpr std::size_t kEventsReserved = 512;
constexpr std::size_t kLevelsReserved = 2048;
constexpr std::int64_t kMicrosecondsMax = 9'223'372'036'854'775;

constexpr auto kEnvelopeKeys = keys("method", "params", "id", "result", "error", "testnet", "usIn",
                                    "usOut", "usDiff", "jsonrpc");
constexpr auto kParamsKeys = keys("channel", "data", "type");

static_assert(simdjson::SIMDJSON_PADDING <= kFramePadding);

[[nodiscard]] DecodeFault read_microseconds(od::value& value, std::int64_t& nanoseconds) noexcept {
    std::int64_t us = 0;
    const DecodeFault fault = read_integer(value, us);
    if (fault == DecodeFault::None && (us < 0 || us > kMicrosecondsMax)) {
        return DecodeFault::OutOfRange;
    }
    nanoseconds = us * 1'000;
    return fault == DecodeFault::Null ? DecodeFault::None : fault;
}

[[nodiscard]] DecodeFault read_rpc_id(od::value& value, RpcId& id) noexcept {
    if (is_null(value)) {
        return DecodeFault::None;
    }
    std::string_view text;
    if (value.get_int64().get(id.number) == simdjson::SUCCESS) {
        id.present = true;
        id.is_number = true;
        return DecodeFault::None;
    }
    if (is_text(value)) {
        const DecodeFault fault = read_text(value, text);
        if (fault != DecodeFault::None) {
            return fault;
        }
    } else if (is_object(value) || is_array(value)) {
        return DecodeFault::Mistyped;
    } else {
        const std::string_view token = value.raw_json_token();
        text = token.substr(0, token.find_first_of(" \t\r\n"));
    }
    id.present = true;
    id.text.assign_truncated(text);
    return DecodeFault::None;
}

// Whether the whole document was used up: text behind the last bracket is no JSON.
[[nodiscard]] bool at_end(simdjson::ondemand::document& document) noexcept {
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

// What the envelope was seen to hold while it is walked.
struct Envelope {
    std::string_view method;
    std::string_view channel;
    std::string_view type;
    bool has_params = false;
    bool has_data = false;
    bool has_result = false;
    bool has_error = false;
    bool is_rpc = false;  // a key that only an envelope has; an id alone may be anybody's
    bool data_decoded = false;
};

}  // namespace

struct Decoder::State {
    Context context;
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    std::string_view bytes;
    bool reply_open = false;  // a reply's result may still be decoded
    bool bare = false;

    State(InstrumentTable& table, AccountTag tag)
        : context{table, tag, {}, {}, {}, false, nullptr, {}, {}} {}

    [[nodiscard]] DecodeFault open(std::string_view frame, Instant received, DecodedFrame& out);
    [[nodiscard]] DecodeFault parse();
    [[nodiscard]] DecodeFault walk_params(od::value& value, Envelope& envelope);
    [[nodiscard]] DecodeFault walk_envelope(Envelope& envelope);
    [[nodiscard]] DecodeFault read_envelope_field(unsigned key, od::value& value,
                                                  Envelope& envelope);
    [[nodiscard]] DecodeFault finish_message(Envelope& envelope);
    [[nodiscard]] DecodeFault finish_notification(Envelope& envelope);
    [[nodiscard]] DecodeFault find_result(Request request, bool guess_only, Request& guessed);
    [[nodiscard]] DecodeError close(DecodeFault fault);
};

DecodeFault Decoder::State::open(std::string_view frame, Instant received, DecodedFrame& out) {
    out.clear();
    reply_open = false;
    bare = false;
    context.out = &out;
    context.received = received;
    context.sent = WallTime{};
    context.snapshot = false;
    context.error = DecodeError{};
    context.message = MessageKind::Envelope;
    ++context.counters.frames;
    if (frame.size() > kFrameBytesMax) {
        return context.fail(DecodeFault::TooLarge, {});
    }
    bytes = frame;
    return parse();
}

// A number that the end of the text cuts off would be read on into whatever lies behind it. Only a
// text that is damaged, or is nothing but a number, ends in one; the parser bounds the latter.
static bool ends_inside_a_number(std::string_view text) noexcept {
    constexpr std::string_view kNumber = "0123456789.+-eE";
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '{' || text[first] == '[') &&
           kNumber.find(text.back()) != std::string_view::npos;
}

DecodeFault Decoder::State::parse() {
    if (ends_inside_a_number(bytes)) {
        return context.fail(DecodeFault::NotJson, {});
    }
    const simdjson::padded_string_view padded(bytes.data(), bytes.size(),
                                              bytes.size() + simdjson::SIMDJSON_PADDING);
    return parser.iterate(padded).get(document) == simdjson::SUCCESS
               ? DecodeFault::None
               : context.fail(DecodeFault::NotJson, {});
}

DecodeFault Decoder::State::walk_params(od::value& value, Envelope& envelope) {
    envelope.has_params = true;
    if (!is_object(value)) {
        return is_array(value) ? DecodeFault::None : type_fault(value);
    }
    return walk(context, value, kParamsKeys, 0, [&](unsigned key, od::value& field) {
        if (key == kParamsKeys["data"]) {
            envelope.has_data = true;
            if (envelope.channel.empty() || envelope.method != "subscription") {
                return DecodeFault::None;  // decoded on the second pass
            }
            envelope.data_decoded = true;
            return decode_notification(context, field, envelope.channel);
        }
        // Requests have parameters of the same names; theirs may be of any type.
        std::string_view& target = key == kParamsKeys["channel"] ? envelope.channel : envelope.type;
        return is_text(field) ? read_text(field, target)
               : envelope.method == "subscription" || envelope.method == "heartbeat"
                   ? type_fault(field)
                   : DecodeFault::None;
    });
}

DecodeFault Decoder::State::read_envelope_field(unsigned key, od::value& value,
                                                Envelope& envelope) {
    RpcReply& reply = context.out->reply;
    envelope.is_rpc = envelope.is_rpc || key != kEnvelopeKeys["id"];
    std::int64_t ns = 0;
    DecodeFault fault = DecodeFault::None;
    switch (key) {
        case kEnvelopeKeys["method"]:
            return read_text(value, envelope.method);
        case kEnvelopeKeys["params"]:
            return walk_params(value, envelope);
        case kEnvelopeKeys["id"]:
            return read_rpc_id(value, reply.id);
        case kEnvelopeKeys["result"]:
            envelope.has_result = true;
            return DecodeFault::None;
        case kEnvelopeKeys["error"]:
            if (is_null(value)) {
                return DecodeFault::None;
            }
            envelope.has_error = true;
            return decode_error_object(context, value);
        case kEnvelopeKeys["testnet"]: {
            bool testnet = false;
            fault = read_bool(value, testnet);
            reply.testnet = testnet;
            return fault;
        }
        case kEnvelopeKeys["usIn"]:
            fault = read_microseconds(value, ns);
            reply.exchange_received = WallTime{ns};
            return fault;
        case kEnvelopeKeys["usOut"]:
            fault = read_microseconds(value, ns);
            reply.exchange_sent = WallTime{ns};
            return fault;
        case kEnvelopeKeys["jsonrpc"]:
            return DecodeFault::None;
        default:
            fault = read_microseconds(value, ns);
            reply.exchange_elapsed = Duration{ns};
            return fault;
    }
}

DecodeFault Decoder::State::walk_envelope(Envelope& envelope) {
    od::object root;
    if (document.get_object().get(root) != simdjson::SUCCESS) {
        std::string_view token;
        const bool other =
            document.raw_json_token().get(token) == simdjson::SUCCESS && !token.empty() &&
            token.front() != '{' &&
            std::string_view{"[\"-0123456789tfn"}.find(token.front()) != std::string_view::npos;
        return context.fail(other ? DecodeFault::NotAMessage : DecodeFault::NotJson, {});
    }
    const DecodeFault fault = walk(
        context, root, kEnvelopeKeys, 0,
        [&](unsigned key, od::value& value) { return read_envelope_field(key, value, envelope); });
    if (fault == DecodeFault::None && !at_end(document)) {
        return context.fail(DecodeFault::NotJson, {});
    }
    return fault;
}

DecodeFault Decoder::State::finish_notification(Envelope& envelope) {
    DecodedFrame& out = *context.out;
    out.kind = FrameKind::Notification;
    if (!envelope.has_params) {
        return context.fail(DecodeFault::Missing, "params");
    }
    if (envelope.channel.empty()) {
        return context.fail(DecodeFault::Missing, "channel");
    }
    if (!envelope.has_data) {
        return context.fail(DecodeFault::Missing, "data");
    }
    out.channel = envelope.channel;
    if (envelope.data_decoded) {
        return DecodeFault::None;
    }
    document.rewind();
    Envelope again;
    again.method = envelope.method;
    again.channel = envelope.channel;
    return walk_envelope(again);
}

DecodeFault Decoder::State::finish_message(Envelope& envelope) {
    DecodedFrame& out = *context.out;
    if (envelope.method == "subscription") {
        return finish_notification(envelope);
    }
    if (envelope.method == "heartbeat") {
        context.message = MessageKind::Heartbeat;
        if (envelope.type.empty()) {
            return context.fail(DecodeFault::Missing, "type");
        }
        out.kind = envelope.type == "test_request" ? FrameKind::TestRequest : FrameKind::Heartbeat;
        if (envelope.type != "test_request" && envelope.type != "heartbeat") {
            context.counters.count_word("type", envelope.type);
        }
        return DecodeFault::None;
    }
    if (!envelope.method.empty()) {
        out.method = envelope.method;
        const bool call =
            envelope.method.starts_with("public/") || envelope.method.starts_with("private/");
        out.kind = call ? FrameKind::Request : FrameKind::Notification;
        context.message = call ? MessageKind::Request : MessageKind::UnknownMethod;
        if (!call) {
            ++context.counters.unknown_methods;
        }
        return DecodeFault::None;
    }
    if (envelope.has_error) {
        out.kind = FrameKind::ErrorReply;
        context.message = MessageKind::ErrorReply;
        return DecodeFault::None;
    }
    if (!envelope.has_result) {
        return envelope.is_rpc
                   ? context.fail(DecodeFault::Missing, envelope.has_params ? "method" : "result")
                   : context.fail(DecodeFault::NotAMessage, {});
    }
    out.kind = FrameKind::Reply;
    context.message = MessageKind::Reply;
    context.sent = out.reply.exchange_sent;
    reply_open = true;
    return DecodeFault::None;
}

// Everything or nothing: a frame that failed half-way leaves no event behind.
DecodeError Decoder::State::close(DecodeFault fault) {
    context.out->message = context.message;
    if (fault == DecodeFault::None) {
        return DecodeError{};
    }
    if (context.error.ok()) {
        (void)context.fail(fault, {});
    }
    context.counters.count_error(context.error);
    const FrameKind kind = context.out->kind;
    const RpcReply reply = context.out->reply;
    context.out->clear();
    context.out->kind = kind;
    context.out->message = context.error.message;
    context.out->reply.id =
        reply.id;  // so that a request whose answer is unreadable can be settled
    context.out->reply.request = reply.request;
    reply_open = false;
    return context.error;
}

// Walks to the result and decodes it, or only says what it looks like.
DecodeFault Decoder::State::find_result(Request request, bool guess_only, Request& guessed) {
    const auto handle = [&](od::value& value) {
        if (guess_only) {
            guessed = guess_request(value);
            return DecodeFault::None;
        }
        return decode_result(context, value, request);
    };
    if (bare) {
        od::value value;
        if (document.get_value().get(value) != simdjson::SUCCESS) {
            return context.fail(DecodeFault::NotJson, {});
        }
        const DecodeFault fault = handle(value);
        return fault == DecodeFault::None && !guess_only && request != Request::Unknown &&
                       request != Request::BookSummary && !at_end(document)
                   ? context.fail(DecodeFault::NotJson, {})
                   : fault;
    }
    static constexpr auto kResultKeys = keys("result");
    od::object root;
    if (document.get_object().get(root) != simdjson::SUCCESS) {
        return context.fail(DecodeFault::NotJson, {});
    }
    return walk(context, root, kResultKeys, kResultKeys.mask({"result"}),
                [&](unsigned, od::value& value) { return handle(value); });
}

Decoder::Decoder(InstrumentTable& table, AccountTag tag, std::size_t frame_bytes)
    : state_(std::make_unique<State>(table, tag)) {
    HEDGED_ASSERT(state_->parser.allocate(frame_bytes) == simdjson::SUCCESS);
}
Decoder::~Decoder() = default;

DecodeError Decoder::decode(std::string_view frame, Instant received, DecodedFrame& out) {
    if (out.events.capacity() == 0) {
        out.events.reserve(kEventsReserved);
        out.levels.reserve(kLevelsReserved);
        out.trades.reserve(kEventsReserved);
        out.unplaced.reserve(16);
        out.channels.reserve(kEventsReserved);
    }
    Envelope envelope;
    DecodeFault fault = state_->open(frame, received, out);
    if (fault == DecodeFault::None) {
        fault = state_->walk_envelope(envelope);
    }
    if (fault == DecodeFault::None) {
        fault = state_->finish_message(envelope);
    }
    if (fault == DecodeFault::None && out.kind == FrameKind::None) {
        fault = DecodeFault::NotAMessage;
    }
    return state_->close(fault);
}

DecodeError Decoder::decode_reply(Request expected, DecodedFrame& out) {
    HEDGED_ASSERT(state_->reply_open && state_->context.out == &out);
    state_->reply_open = false;
    Request answered = expected;
    Request ignored = Request::Unknown;
    DecodeFault fault = DecodeFault::None;
    if (expected == Request::Unknown) {
        // The parser gives a document up where guessing meets broken JSON, so it starts afresh.
        fault = state_->parse();
        if (fault == DecodeFault::None) {
            fault = state_->find_result(expected, true, answered);
        }
        if (fault == DecodeFault::None) {
            fault = state_->parse();
        }
    } else {
        state_->document.rewind();
    }
    if (fault == DecodeFault::None) {
        fault = state_->find_result(answered, false, ignored);
    }
    return state_->close(fault);
}

DecodeError Decoder::decode_bare_result(std::string_view json, Instant received, Request expected,
                                        DecodedFrame& out) {
    const DecodeFault fault = state_->open(json, received, out);
    if (fault != DecodeFault::None) {
        return state_->close(fault);
    }
    out.kind = FrameKind::Reply;
    state_->bare = true;
    state_->reply_open = true;
    return decode_reply(expected, out);
}

const DecodeCounters& Decoder::counters() const noexcept {
    return state_->context.counters;
}
InstrumentTable& Decoder::table() noexcept {
    return state_->context.table;
}

}  // namespace hedged::deribit
