// SPDX-License-Identifier: Apache-2.0
#include "exchange/deribit/digest.hpp"
#include "front_bench.hpp"

namespace hedged::exchange::deribit {
namespace {

constexpr std::string_view kCredentials =
    R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s"})";
// Made by ccxt for the secret "s", no data, time-stamp and nonce alike.
constexpr std::string_view kSignature =
    "0ab38be92cc27e6479abf07d2dadf8010b9073860261da8298b84b837841cf16";

std::string signed_params(std::string_view stamp, std::string_view signature) {
    std::string params = R"({"grant_type":"client_signature","client_id":"desk","timestamp":)";
    params.append(stamp).append(R"(,"nonce":"1795219821980","data":"","signature":")");
    return params.append(signature).append(R"("})");
}

std::string refresh_params(const std::string& token) {
    return R"({"grant_type":"refresh_token","refresh_token":")" + token + R"("})";
}

TEST(FrontAuth, SignatureAgreesWithAnIndependentClient) {
    EXPECT_EQ(hmac_sha256_hex("s", "1795219821980\n1795219821980\n"), kSignature);
}

TEST(FrontAuth, TakesASignedTimestampAsNumberAndAsText) {
    Bench bench;
    auto const number = bench.open();
    auto const text = bench.open();

    EXPECT_TRUE(bench.call(number, "public/auth", signed_params("1795219821980", kSignature))
                    .has("/result/access_token"));
    EXPECT_TRUE(bench.call(text, "public/auth", signed_params("\"1795219821980\"", kSignature))
                    .has("/result/access_token"));
    EXPECT_TRUE(bench.call(text, "private/get_positions").has("/result"));
}

TEST(FrontAuth, RefusesASignatureThatIsOff) {
    Bench bench;
    auto const connection = bench.open();
    std::string wrong{kSignature};
    wrong.back() = '7';

    EXPECT_EQ(
        bench.call(connection, "public/auth", signed_params("1795219821980", wrong)).error_code(),
        13009);
    EXPECT_EQ(bench.call(connection, "public/auth", signed_params("1795219821981", kSignature))
                  .error_code(),
              13009);
    EXPECT_EQ(bench.call(connection, "private/get_positions").error_code(), 10000);
}

TEST(FrontAuth, AnswersCredentialsWithAWholeGrant) {
    Bench bench;
    auto const reply = bench.call(bench.open(), "public/auth", kCredentials);

    EXPECT_EQ(reply.text("/result/token_type"), "bearer");
    EXPECT_EQ(reply.integer("/result/expires_in"), 31'536'000);
    EXPECT_EQ(reply.size("/result/enabled_features"), 0U);
    EXPECT_NE(reply.text("/result/access_token"), reply.text("/result/refresh_token"));
    auto const scope = reply.text("/result/scope");
    EXPECT_NE(scope.find("trade:read_write"), std::string::npos);
    EXPECT_NE(scope.find("account:read_write"), std::string::npos);
    EXPECT_NE(scope.find("connection"), std::string::npos);
}

TEST(FrontAuth, RefusesUnknownKeysAndWrongSecrets) {
    Bench bench;
    auto const connection = bench.open();

    EXPECT_EQ(bench
                  .call(connection, "public/auth",
                        R"({"grant_type":"client_credentials","client_id":"desk",)"
                        R"("client_secret":"t"})")
                  .error_code(),
              13004);
    EXPECT_EQ(bench
                  .call(connection, "public/auth",
                        R"({"grant_type":"client_credentials","client_id":"nobody",)"
                        R"("client_secret":"s"})")
                  .error_code(),
              13004);
    EXPECT_EQ(bench.call(connection, "public/auth", R"({"grant_type":"password"})").error_code(),
              -32602);
    EXPECT_EQ(bench.call(connection, "public/auth").error_code(), -32602);
}

TEST(FrontAuth, AsksForALoginBeforePrivateCalls) {
    Bench bench;
    EXPECT_EQ(bench.call(bench.open(), "private/get_positions").error_code(), 10000);
}

TEST(FrontAuth, GrantsNoMoreThanTheKeyHolds) {
    Bench bench;
    auto const connection = bench.open();
    auto const reply =
        bench.call(connection, "public/auth",
                   R"({"grant_type":"client_credentials","client_id":"reader","client_secret":"r",)"
                   R"("scope":"trade:read_write account:read_write wallet:read_write"})");

    auto const scope = reply.text("/result/scope");
    EXPECT_NE(scope.find("trade:read "), std::string::npos) << scope;
    EXPECT_NE(scope.find("wallet:none"), std::string::npos) << scope;
    EXPECT_EQ(bench.call(connection, "private/get_positions").error_code(), 0);
    EXPECT_EQ(bench
                  .call(connection, "private/buy",
                        R"({"instrument_name":"BTC-PERPETUAL","amount":10,"type":"market"})")
                  .error_code(),
              13021);
    EXPECT_EQ(bench.call(connection, "private/enable_cancel_on_disconnect").error_code(), 13021);
    EXPECT_EQ(bench.open_orders(bench.desk), 0U);
}

TEST(FrontAuth, GrantsLessWhenLessIsAskedFor) {
    Bench bench;
    auto const connection = bench.open();
    auto const reply =
        bench.call(connection, "public/auth",
                   R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
                   R"("scope":"session:book trade:read expires:60"})");

    auto const scope = reply.text("/result/scope");
    EXPECT_NE(scope.find("session:book"), std::string::npos);
    EXPECT_EQ(scope.find("connection"), std::string::npos);
    EXPECT_EQ(reply.integer("/result/expires_in"), 60);
    EXPECT_EQ(bench.call(connection, "private/cancel_all").error_code(), 13021);
}

TEST(FrontAuth, ExpiresTokensInRealTime) {
    Bench::Options options;
    options.pace = 1000;
    options.front.session_token_life = seconds(30);
    Bench bench{options};
    auto const connection = bench.open();
    auto const token =
        bench
            .call(connection, "public/auth",
                  R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
                  R"("scope":"session:a"})")
            .text("/result/access_token");

    bench.pass(seconds(29), seconds(1));
    EXPECT_EQ(bench.call(connection, "private/get_positions").error_code(), 0);
    bench.pass(seconds(1), seconds(1));

    auto const reply = bench.call(connection, "private/get_positions");
    EXPECT_EQ(reply.error_code(), 13009);
    EXPECT_EQ(reply.text("/error/data/reason"), "token has expired");
    EXPECT_EQ(
        bench.call(connection, "private/get_positions", R"({"access_token":")" + token + R"("})")
            .error_code(),
        13009);
}

TEST(FrontAuth, RefreshReplacesBothTokens) {
    Bench bench;
    auto const connection = bench.open();
    auto const first = bench.call(connection, "public/auth", kCredentials);
    auto const old_refresh = first.text("/result/refresh_token");

    auto const second = bench.call(connection, "public/auth", refresh_params(old_refresh));

    EXPECT_NE(second.text("/result/refresh_token"), old_refresh);
    EXPECT_NE(second.text("/result/access_token"), first.text("/result/access_token"));
    EXPECT_EQ(bench.call(connection, "public/auth", refresh_params(old_refresh)).error_code(),
              13009);
    EXPECT_EQ(bench
                  .call(connection, "private/get_positions",
                        R"({"access_token":")" + first.text("/result/access_token") + R"("})")
                  .error_code(),
              13009);
    EXPECT_EQ(bench.call(connection, "private/get_positions").error_code(), 0);
}

TEST(FrontAuth, RefreshRevivesAnExpiredSession) {
    Bench::Options options;
    options.front.session_token_life = seconds(5);
    Bench bench{options};
    auto const connection = bench.open();
    auto const first =
        bench.call(connection, "public/auth",
                   R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
                   R"("scope":"session:a"})");
    bench.pass(seconds(6), seconds(1));
    ASSERT_EQ(bench.call(connection, "private/get_positions").error_code(), 13009);

    (void)bench.call(connection, "public/auth",
                     refresh_params(first.text("/result/refresh_token")));

    EXPECT_EQ(bench.call(connection, "private/get_positions").error_code(), 0);
}

TEST(FrontAuth, RefreshCannotWidenTheScope) {
    Bench bench;
    auto const connection = bench.open();
    auto const first =
        bench.call(connection, "public/auth",
                   R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
                   R"("scope":"trade:read"})");

    auto const reply =
        bench.call(connection, "public/auth",
                   R"({"grant_type":"refresh_token","scope":"trade:read_write","refresh_token":")" +
                       first.text("/result/refresh_token") + R"("})");

    EXPECT_EQ(reply.error_code(), 13403);
}

TEST(FrontAuth, AConnectionTokenIsWorthlessElsewhere) {
    Bench bench;
    auto const one = bench.open();
    auto const other = bench.open();
    auto const grant = bench.call(one, "public/auth", kCredentials);
    auto const params = R"({"access_token":")" + grant.text("/result/access_token") + R"("})";

    EXPECT_EQ(bench.call(one, "private/get_positions", params).error_code(), 0);
    EXPECT_EQ(bench.call(other, "private/get_positions", params).error_code(), 13009);
    EXPECT_EQ(bench.call(other, "public/auth", refresh_params(grant.text("/result/refresh_token")))
                  .error_code(),
              13009);
}

TEST(FrontAuth, ASessionTokenServesOtherConnectionsToo) {
    Bench bench;
    auto const one = bench.open();
    auto const other = bench.open();
    auto const token =
        bench
            .call(one, "public/auth",
                  R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
                  R"("scope":"session:shared"})")
            .text("/result/access_token");

    EXPECT_EQ(bench.call(other, "private/get_positions", R"({"access_token":")" + token + R"("})")
                  .error_code(),
              0);
    EXPECT_EQ(bench.call(other, "private/get_positions").error_code(), 10000);
}

TEST(FrontAuth, TheConnectionTokenEndsWithItsConnection) {
    Bench bench;
    auto const one = bench.open();
    auto const grant = bench.call(one, "public/auth", kCredentials);
    bench.front.on_close(one, bench.now);
    auto const other = bench.open();

    EXPECT_EQ(bench
                  .call(other, "private/get_positions",
                        R"({"access_token":")" + grant.text("/result/access_token") + R"("})")
                  .error_code(),
              13009);
}

TEST(FrontAuth, ASeventeenthSessionEndsTheOldest) {
    Bench bench;
    auto const connection = bench.open();
    std::vector<std::string> tokens;
    for (int i = 0; i < 17; ++i) {
        tokens.push_back(bench
                             .call(connection, "public/auth",
                                   R"({"grant_type":"client_credentials","client_id":"desk",)"
                                   R"("client_secret":"s","scope":"session:n)" +
                                       std::to_string(i) + R"("})")
                             .text("/result/access_token"));
    }
    auto const other = bench.open();
    auto const code = [&](const std::string& token) {
        return bench.call(other, "private/get_positions", R"({"access_token":")" + token + R"("})")
            .error_code();
    };

    EXPECT_EQ(code(tokens[0]), 13009);
    EXPECT_EQ(code(tokens[1]), 0);
    EXPECT_EQ(code(tokens[16]), 0);
}

TEST(FrontAuth, ATokenForOneAddressIsForbiddenFromAnother) {
    Bench bench;
    auto const here = bench.open("10.0.0.1");
    auto const there = bench.open("10.0.0.2");
    std::string const params =
        R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
        R"("scope":"session:a ip:10.0.0.1"})";

    auto const token = bench.call(here, "public/auth", params).text("/result/access_token");

    EXPECT_EQ(bench.call(there, "public/auth", params).error_code(), 13021);
    EXPECT_EQ(bench.call(there, "private/get_positions", R"({"access_token":")" + token + R"("})")
                  .error_code(),
              13021);
}

TEST(FrontAuth, LogoutClosesWithoutAnAnswerAndEndsTheToken) {
    Bench bench;
    auto const connection = bench.open();
    auto const token =
        bench
            .call(connection, "public/auth",
                  R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
                  R"("scope":"session:a"})")
            .text("/result/access_token");

    EXPECT_EQ(bench.ask(connection, "private/logout"), "");

    EXPECT_TRUE(bench.is_closed(connection));
    EXPECT_EQ(bench.front.connection_count(), 0U);
    EXPECT_EQ(
        bench.call(bench.open(), "private/get_positions", R"({"access_token":")" + token + R"("})")
            .error_code(),
        13009);
}

TEST(FrontAuth, LogoutMayLeaveTheTokenAlive) {
    Bench bench;
    auto const connection = bench.open();
    auto const token =
        bench
            .call(connection, "public/auth",
                  R"({"grant_type":"client_credentials","client_id":"desk","client_secret":"s",)"
                  R"("scope":"session:a"})")
            .text("/result/access_token");

    (void)bench.ask(connection, "private/logout", R"({"invalidate_token":false})");

    EXPECT_EQ(
        bench.call(bench.open(), "private/get_positions", R"({"access_token":")" + token + R"("})")
            .error_code(),
        0);
}

TEST(FrontAuth, LogoutNeedsALogin) {
    Bench bench;
    auto const connection = bench.open();

    EXPECT_EQ(bench.call(connection, "private/logout").error_code(), 10000);
    EXPECT_FALSE(bench.is_closed(connection));
}

}  // namespace
}  // namespace hedged::exchange::deribit
