// SPDX-License-Identifier: Apache-2.0
// What hedgectl shows of positions and orders is what the exchange's own account pages say, to the
// lot, in a running session with trades behind it.
#include "support/daemon_rig.hpp"
#include "support/json_tree.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <sstream>
#include <string>

namespace hedged {
namespace {

using support::DaemonRig;
using testing::JsonTree;
using Sizes = std::map<std::string, double>;

constexpr int kSpeed = 3600;

std::string unquoted(const std::string& text) {
    return text.size() >= 2 && text.front() == '"' ? text.substr(1, text.size() - 2) : text;
}

Sizes sizes_of(const JsonTree& list, const char* name_key) {
    Sizes sizes;
    for (JsonTree position : list.items) {
        const double size = std::strtod(position.find("size")->text.c_str(), nullptr);
        if (size != 0.0) {
            sizes[unquoted(position.find(name_key)->text)] = size;
        }
    }
    return sizes;
}

class AccountView : public ::testing::Test {
protected:
    // With a hedge behind it and none to come, so that both sides can be asked in turn.
    void SetUp() override {
        rig_.start_exchange(kSpeed);
        rig_.start_daemon(kSpeed);
        ASSERT_TRUE(rig_.waits_for([&] { return rig_.status_number("orders_filled") >= 1.0; }))
            << rig_.status_json() << rig_.story();
        ASSERT_EQ(rig_.hedgectl({"hold", "--reason", "test"}).exit_code, 0);
        ASSERT_TRUE(rig_.waits_for([&] { return rig_.status("state") == "hold"; }))
            << rig_.status_json() << rig_.story();
        ASSERT_TRUE(rig_.waits_for([&] { return rig_.status("open_orders") == "0"; }))
            << rig_.status_json() << rig_.story();
    }
    [[nodiscard]] JsonTree exchange(const std::string& method_and_query) {
        const std::string answer = rig_.exchange_says(method_and_query);
        JsonTree tree = testing::parse_json_tree(answer.substr(answer.find("\r\n\r\n") + 4));
        const JsonTree* result = tree.find("result");
        EXPECT_NE(result, nullptr) << answer;
        return result == nullptr ? JsonTree{} : *result;
    }
    [[nodiscard]] JsonTree json(const std::string& verb) {
        JsonTree tree = testing::parse_json_tree(rig_.hedgectl({verb, "--json"}).output);
        const JsonTree* list = tree.find(verb);
        EXPECT_NE(list, nullptr);
        return list == nullptr ? JsonTree{} : *list;
    }
    // The first two columns below the head: name and size with thousands set apart.
    [[nodiscard]] Sizes printed() {
        std::istringstream text(rig_.hedgectl({"positions"}).output);
        std::string line;
        std::getline(text, line);
        EXPECT_TRUE(line.starts_with("instrument")) << line;
        Sizes sizes;
        while (std::getline(text, line)) {
            std::istringstream words(line);
            std::string name;
            std::string size;
            words >> name >> size;
            std::erase(size, ',');
            sizes[name] = std::strtod(size.c_str(), nullptr);
        }
        return sizes;
    }
    DaemonRig rig_;
};

TEST_F(AccountView, ShowsTheExchangesPositionsToTheLot) {
    const Sizes theirs =
        sizes_of(exchange("private/get_positions?currency=BTC"), "instrument_name");
    EXPECT_EQ(theirs.count("BTC-PERPETUAL"), 1U);
    EXPECT_GE(theirs.size(), 3U) << "options and their hedge";
    EXPECT_EQ(sizes_of(json("positions"), "instrument"), theirs);
    EXPECT_EQ(printed(), theirs);
}

TEST_F(AccountView, ShowsNoOrderWhereTheExchangeHasNone) {
    EXPECT_TRUE(exchange("private/get_open_orders_by_currency?currency=BTC").items.empty());
    EXPECT_TRUE(json("orders").items.empty());
    EXPECT_EQ(rig_.hedgectl({"orders"}).output, "no order of ours is open or of unknown fate\n");
}

TEST_F(AccountView, DoesNotTakeAStrangersOrderForItsOwn) {
    JsonTree ticker = exchange("public/ticker?instrument_name=BTC-PERPETUAL");
    ASSERT_NE(ticker.find("min_price"), nullptr);
    const double floor = std::strtod(ticker.find("min_price")->text.c_str(), nullptr);
    const auto price =
        static_cast<long>(floor) + 100;  // inside the exchange's collar, out of reach
    JsonTree placed =
        exchange("private/buy?instrument_name=BTC-PERPETUAL&amount=10&type=limit&price=" +
                 std::to_string(price));
    ASSERT_NE(placed.at("order.order_id"), nullptr) << placed.print();
    const std::string id = unquoted(placed.at("order.order_id")->text);
    EXPECT_TRUE(rig_.waits_for([&] { return rig_.story().find(id) != std::string::npos; }))
        << rig_.story();
    EXPECT_TRUE(json("orders").items.empty());
    EXPECT_EQ(rig_.status("state"), "hold");
}

}  // namespace
}  // namespace hedged
