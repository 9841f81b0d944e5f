// SPDX-License-Identifier: Apache-2.0
// REST on the same port: the same methods, bodies and errors, and its own ways to say who calls.
#include "exchange/deribit/digest.hpp"
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

constexpr HttpHeader kBasic{"authorization", "Basic ZGVzazpz"};  // desk:s

std::string signed_header(std::string_view method, std::string_view uri, std::string_view body,
                          std::string_view secret = "s") {
    std::string message = "1700000000000\nabcd\n";
    message.append(method).append("\n").append(uri).append("\n").append(body).append("\n");
    return "deri-hmac-sha256 id=desk,ts=1700000000000,nonce=abcd,sig=" +
           hmac_sha256_hex(secret, message);
}

TEST(FrontHttp, AnswersAGetWithTheBodyOfAWebsocket) {
    Bench bench;
    auto const desk = bench.login();
    (void)bench.rest(desk);
    (void)bench.call(desk, "private/buy",
                     R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})");
    struct Case {
        const char* method;
        const char* query;
        const char* params;
    };
    for (auto const& c : {
             Case{"public/get_time", "", "{}"},
             Case{"public/get_currencies", "", "{}"},
             Case{"public/get_instruments", "?currency=BTC&kind=option&expired=false",
                  R"({"currency":"BTC","kind":"option","expired":false})"},
             Case{"public/ticker", "?instrument_name=BTC-PERPETUAL",
                  R"({"instrument_name":"BTC-PERPETUAL"})"},
             Case{"public/get_order_book", "?instrument_name=BTC-PERPETUAL&depth=3",
                  R"({"instrument_name":"BTC-PERPETUAL","depth":3})"},
             Case{"public/get_last_trades_by_instrument", "?instrument_name=BTC-PERPETUAL&count=2",
                  R"({"instrument_name":"BTC-PERPETUAL","count":2})"},
             Case{"private/get_open_orders_by_currency", "?currency=BTC", R"({"currency":"BTC"})"},
             Case{"private/get_positions", "?currency=BTC&kind=future",
                  R"({"currency":"BTC","kind":"future"})"},
             Case{"private/get_user_trades_by_currency", "?currency=BTC&count=5&sorting=asc",
                  R"({"currency":"BTC","count":5,"sorting":"asc"})"},
             Case{"private/get_account_summary", "?currency=BTC&extended=true",
                  R"({"currency":"BTC","extended":true})"},
         }) {
        auto const response =
            bench.http("GET", std::string{"/api/v2/"} + c.method + c.query, {kBasic});
        auto const posted = bench.http("POST", "/api/v2", {kBasic},
                                       std::string{R"({"jsonrpc":"2.0","id":1,"method":")"} +
                                           c.method + R"(","params":)" + c.params + "}");
        auto const socket = bench.call(desk, c.method, c.params);
        EXPECT_EQ(response.status, 200) << c.method << response.body;
        EXPECT_EQ(response.content_type, "application/json");
        EXPECT_EQ(Json{response.body}.raw("/result"), socket.raw("/result")) << c.method;
        EXPECT_EQ(Json{posted.body}.raw("/result"), socket.raw("/result")) << c.method;
    }
}

TEST(FrontHttp, SendsErrorsWithStatus400AndTheSameBody) {
    Bench bench;
    auto const response = bench.http("GET", "/api/v2/public/ticker?instrument_name=NOPE");

    EXPECT_EQ(response.status, 400);
    Json const body{response.body};
    EXPECT_EQ(body.error_code(), 13020);
    EXPECT_TRUE(body.has("/usIn"));
    EXPECT_TRUE(body.has("/testnet"));
}

struct BadRequest {
    const char* name;
    const char* method;
    const char* target;
    const char* body;
    int status;
    int code;
};
class FrontHttpRefuses : public testing::TestWithParam<BadRequest> {};

TEST_P(FrontHttpRefuses, WithStatusAndCode) {
    Bench bench;
    auto const& bad = GetParam();

    auto const response = bench.http(bad.method, bad.target, {}, bad.body);

    EXPECT_EQ(response.status, bad.status) << response.body;
    EXPECT_EQ(Json{response.body}.error_code(), bad.code);
}

INSTANTIATE_TEST_SUITE_P(
    Requests, FrontHttpRefuses,
    testing::Values(
        BadRequest{"UnknownMethod", "GET", "/api/v2/public/nope", "", 400, -32601},
        BadRequest{"NoMethod", "GET", "/api/v2", "", 400, -32601},
        BadRequest{"OtherPath", "GET", "/index.html", "", 404, 13020},
        BadRequest{"OtherVersion", "GET", "/api/v22/public/test", "", 404, 13020},
        BadRequest{"OtherVerb", "DELETE", "/api/v2/public/test", "", 405, -32600},
        BadRequest{"GarbageBody", "POST", "/api/v2/public/test", "{{{", 400, -32700},
        BadRequest{"Batch", "POST", "/api/v2", R"([{"id":1,"method":"public/test"}])", 400, -32600},
        BadRequest{"NoLogin", "GET", "/api/v2/private/get_positions", "", 400, 10000},
        BadRequest{"Heartbeat", "GET", "/api/v2/public/set_heartbeat?interval=10", "", 400, 10030},
        BadRequest{"Subscribe", "GET", "/api/v2/public/subscribe?channels=[\"x\"]", "", 400, 10030},
        BadRequest{"BadNumber", "GET",
                   "/api/v2/public/get_order_book?instrument_name=BTC-PERPETUAL"
                   "&depth=3x",
                   "", 400, -32602}),
    [](const auto& param) { return std::string{param.param.name}; });

TEST(FrontHttp, TakesASignedRequest) {
    Bench bench;
    std::string const uri =
        "/api/v2/private/buy?instrument_name=BTC-PERPETUAL&amount=10&price=79500&label=a%20b";
    auto const header = signed_header("GET", uri, "");

    auto const response = bench.http("GET", uri, {{"Authorization", header}});

    ASSERT_EQ(response.status, 200) << response.body;
    EXPECT_EQ(Json{response.body}.text("/result/order/label"), "a b");
    EXPECT_EQ(bench.open_orders(bench.desk), 1U);
}

TEST(FrontHttp, RefusesASignatureOverAnotherRequest) {
    Bench bench;
    std::string const uri = "/api/v2/private/cancel_all";
    auto const code = [&](const std::string& header, std::string_view target) {
        return Json{bench.http("GET", target, {{"Authorization", header}}).body}.error_code();
    };

    EXPECT_EQ(code(signed_header("GET", uri, ""), uri), 0);
    EXPECT_EQ(code(signed_header("GET", uri + "?detailed=true", ""), uri), 13009);
    EXPECT_EQ(code(signed_header("POST", uri, ""), uri), 13009);
    EXPECT_EQ(code(signed_header("GET", uri, "", "wrong"), uri), 13009);
    EXPECT_EQ(code("deri-hmac-sha256 id=nobody,ts=1,nonce=a,sig=b", uri), 13004);
    EXPECT_EQ(code("deri-hmac-sha256 ", uri), 13004);
    EXPECT_EQ(code("deri-hmac-sha256", uri), 13009);
    EXPECT_EQ(code("Digest x", uri), 13009);
}

TEST(FrontHttp, SignsTheBodyOfAPostToo) {
    Bench bench;
    std::string const body = R"({"id":9,"method":"private/get_positions","params":{}})";

    auto const good = bench.http("POST", "/api/v2",
                                 {{"Authorization", signed_header("POST", "/api/v2", body)}}, body);
    auto const bad = bench.http("POST", "/api/v2",
                                {{"Authorization", signed_header("POST", "/api/v2", "")}}, body);

    EXPECT_EQ(good.status, 200) << good.body;
    EXPECT_EQ(Json{good.body}.integer("/id"), 9);
    EXPECT_EQ(Json{bad.body}.error_code(), 13009);
}

TEST(FrontHttp, TakesABearerTokenFromPublicAuth) {
    Bench bench;
    auto const granted = bench.http(
        "GET", "/api/v2/public/auth?grant_type=client_credentials&client_id=desk&client_secret=s");
    Json const grant{granted.body};
    EXPECT_EQ(grant.integer("/result/expires_in"), 900);
    std::string const bearer = "Bearer " + grant.text("/result/access_token");

    EXPECT_EQ(
        bench.http("GET", "/api/v2/private/get_positions", {{"Authorization", bearer}}).status,
        200);
    EXPECT_EQ(bench
                  .http("GET", "/api/v2/private/get_positions?access_token=" +
                                   grant.text("/result/access_token"))
                  .status,
              200);
    bench.pass(seconds(900), seconds(10));
    auto const late =
        bench.http("GET", "/api/v2/private/get_positions", {{"Authorization", bearer}});
    EXPECT_EQ(Json{late.body}.error_code(), 13009);
}

TEST(FrontHttp, TakesBasicCredentials) {
    Bench bench;
    auto const status = [&](std::string_view value) {
        return bench.http("GET", "/api/v2/private/get_positions", {{"Authorization", value}});
    };

    EXPECT_EQ(status("Basic ZGVzazpz").status, 200);                     // desk:s
    EXPECT_EQ(Json{status("Basic ZGVzazp0").body}.error_code(), 13004);  // desk:t
    EXPECT_EQ(Json{status("Basic !!!").body}.error_code(), 13004);       // not base64
    EXPECT_EQ(Json{status("Basic ZGVzaw==").body}.error_code(), 13004);  // no colon
}

TEST(FrontHttp, AConnectionsTokenDoesNotServeHttp) {
    Bench bench;
    auto const connection = bench.open();
    auto const grant =
        bench.call(connection, "public/auth",
                   R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s"})");
    std::string const bearer = "Bearer " + grant.text("/result/access_token");

    auto const response =
        bench.http("GET", "/api/v2/private/get_positions", {{"Authorization", bearer}});

    EXPECT_EQ(Json{response.body}.error_code(), 13009);
}

TEST(FrontHttp, EchoesTheIdOfAQuery) {
    Bench bench;

    EXPECT_EQ(Json{bench.http("GET", "/api/v2/public/test?id=12").body}.integer("/id"), 12);
    EXPECT_EQ(Json{bench.http("GET", "/api/v2/public/test?id=abc").body}.text("/id"), "abc");
    EXPECT_FALSE(Json{bench.http("GET", "/api/v2/public/test").body}.has("/id"));
}

}  // namespace
}  // namespace hedged::exchange::deribit
