// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/envelope.hpp"

#include "hedged/core/assert.hpp"

#include "exchange/deribit/json_writer.hpp"
#include "exchange/deribit/query_string.hpp"

namespace hedged::exchange::deribit {
namespace {

WireError invalid_request(std::string_view message) {
    return {ErrorCode::InvalidRequest, {}, {}, {}, std::string{message}};
}

// False: the id is neither a whole number nor a string.
bool read_id(simdjson::dom::element element, std::string& out) {
    std::int64_t whole = 0;
    std::uint64_t large = 0;
    std::string_view text;
    if (element.get(whole) == simdjson::SUCCESS) {
        out = std::to_string(whole);
    } else if (element.get(large) == simdjson::SUCCESS) {
        out = std::to_string(large);
    } else if (element.get(text) == simdjson::SUCCESS) {
        JsonWriter{out}.value(text);
    } else {
        return element.is_null();
    }
    return true;
}

void begin_envelope(JsonWriter& json, std::string_view id) {
    json.begin_object().field("jsonrpc", "2.0");
    if (!id.empty()) {
        json.field_raw("id", id);
    }
}

void end_envelope(JsonWriter& json, const ReplyStamp& stamp) {
    json.field("usIn", stamp.received_us);
    json.field("usOut", stamp.received_us + stamp.elapsed_us);
    json.field("usDiff", stamp.elapsed_us);
    json.field("testnet", stamp.testnet);
    json.end_object();
}

}  // namespace

RequestParser::RequestParser() {
    auto const failure = parser_.allocate(kRequestBytesMax, kNestingMax);
    HEDGED_ASSERT(failure == simdjson::SUCCESS);
}

Outcome RequestParser::parse(std::string_view frame, Request& request) {
    request = {};
    if (frame.size() > kRequestBytesMax) {
        return invalid_request("request entity too large");
    }
    simdjson::dom::element root;
    if (parser_.parse(frame.data(), frame.size(), true).get(root) != simdjson::SUCCESS) {
        return fail(ErrorCode::ParseError);
    }
    simdjson::dom::object object;
    if (root.get(object) != simdjson::SUCCESS) {
        return invalid_request("Invalid Request");  // batches (arrays) are not offered
    }
    simdjson::dom::element element;
    if (object.at_key("id").get(element) == simdjson::SUCCESS && !read_id(element, request.id)) {
        return invalid_request("Invalid Request");
    }
    std::string_view word;
    if (object.at_key("jsonrpc").get(element) == simdjson::SUCCESS &&
        (element.get(word) != simdjson::SUCCESS || word != "2.0")) {
        return invalid_request("Invalid Request");
    }
    if (object.at_key("method").get(word) != simdjson::SUCCESS) {
        return invalid_request("Invalid Request");
    }
    request.method.assign(word);
    if (object.at_key("params").get(element) != simdjson::SUCCESS || element.is_null()) {
        return std::nullopt;
    }
    simdjson::dom::object params;
    if (element.get(params) != simdjson::SUCCESS) {
        return fail(ErrorCode::InvalidParams);
    }
    request.params = Params{params, false};
    if (params.at_key("access_token").get(word) == simdjson::SUCCESS) {
        request.access_token.assign(word);
    }
    return std::nullopt;
}

Outcome RequestParser::parse_query(std::string_view method, std::string_view query,
                                   Request& request) {
    request = {};
    request.method.assign(method);
    if (query.size() > kRequestBytesMax) {
        return invalid_request("request entity too large");
    }
    text_ = query_to_json(query);
    simdjson::dom::object params;
    if (parser_.parse(text_).get(params) != simdjson::SUCCESS) {
        return fail(ErrorCode::ParseError);
    }
    request.params = Params{params, true};
    std::string_view token;
    if (params.at_key("access_token").get(token) == simdjson::SUCCESS) {
        request.access_token.assign(token);
    }
    std::string id_text = request.params.scalar_text("id");
    if (!id_text.empty()) {
        bool const digits = id_text.find_first_not_of("0123456789") == std::string::npos &&
                            id_text.size() < 19 && (id_text.size() == 1 || id_text[0] != '0');
        if (digits) {
            request.id = std::move(id_text);
        } else {
            JsonWriter{request.id}.value(id_text);
        }
    }
    return std::nullopt;
}

std::string render_reply(std::string_view id, std::string_view result, const ReplyStamp& stamp) {
    std::string out;
    out.reserve(result.size() + 128);
    JsonWriter json{out};
    begin_envelope(json, id);
    json.field_raw("result", result);
    end_envelope(json, stamp);
    return out;
}

std::string render_error(std::string_view id, const WireError& error, const ReplyStamp& stamp) {
    std::string out;
    JsonWriter json{out};
    begin_envelope(json, id);
    json.key("error").begin_object();
    json.field("message",
               error.message.empty() ? message_of(error.code) : std::string_view{error.message});
    if (!error.data.empty()) {
        json.field_raw("data", error.data);
    } else if (!error.reason.empty()) {
        json.key("data").begin_object().field("reason", error.reason);
        if (!error.param.empty()) {
            json.field("param", error.param);
        }
        json.end_object();
    }
    json.field("code", static_cast<std::int64_t>(error.code)).end_object();
    end_envelope(json, stamp);
    return out;
}

std::string render_notification(std::string_view channel, std::string_view data) {
    std::string out;
    out.reserve(data.size() + channel.size() + 96);
    JsonWriter json{out};
    json.begin_object().field("jsonrpc", "2.0").field("method", "subscription");
    json.key("params").begin_object().field("channel", channel).field_raw("data", data);
    json.end_object().end_object();
    return out;
}

std::string render_heartbeat(std::string_view type) {
    std::string out;
    JsonWriter json{out};
    json.begin_object().field("jsonrpc", "2.0").field("method", "heartbeat");
    json.key("params").begin_object().field("type", type).end_object().end_object();
    return out;
}

}  // namespace hedged::exchange::deribit
