// SPDX-License-Identifier: Apache-2.0
#include "hedged/exchange/chain_history.hpp"

#include "exchange/gzip_file.hpp"
#include "exchange/iso_time.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>
#include <string_view>
#include <system_error>

namespace hedged::exchange {
namespace {

enum Column : std::size_t {
    kTime,
    kName,
    kType,
    kStrike,
    kExpiry,
    kBid,
    kAsk,
    kMark,
    kForward,
    kForwardName,
    kVolatility,
    kDelta,
    kVega,
    kOpenInterest,
    kIndex,
    kColumns
};
constexpr std::array<std::string_view, kColumns> kColumnNames{
    "timestamp",          "instrument_name", "option_type", "strike",        "expiry_datetime",
    "bid_price",          "ask_price",       "mark_price",  "underlying",    "underlying_name",
    "implied_volatility", "delta",           "vega",        "open_interest", "index_price"};

using Places = std::array<std::size_t, kColumns>;

std::string_view take_line(std::string_view& text) noexcept {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') {
        line.remove_suffix(1);
    }
    return line;
}

std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> cells;
    while (true) {
        const std::size_t comma = line.find(',');
        cells.push_back(line.substr(0, comma));
        if (comma == std::string_view::npos) {
            return cells;
        }
        line.remove_prefix(comma + 1);
    }
}

std::optional<Places> find_columns(std::string_view header) {
    const std::vector<std::string_view> names = split(header);
    Places places{};
    for (std::size_t i = 0; i < kColumns; ++i) {
        const auto found = std::find(names.begin(), names.end(), kColumnNames[i]);
        if (found == names.end()) {
            return std::nullopt;
        }
        places[i] = static_cast<std::size_t>(found - names.begin());
    }
    return places;
}

// An empty cell is a missing price, which the rest of the exchange knows as zero.
std::optional<double> number(std::string_view cell) noexcept {
    if (cell.empty()) {
        return 0.0;
    }
    double value = 0.0;
    const auto [rest, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (error != std::errc{} || rest != cell.data() + cell.size() || !std::isfinite(value)) {
        return std::nullopt;
    }
    return value;
}

struct ParsedRow {
    WallTime time;
    std::string forward_name;
    ChainOption option;
};

std::optional<ParsedRow> parse_row(const std::vector<std::string_view>& cells,
                                   const Places& places) {
    for (const std::size_t place : places) {
        if (place >= cells.size()) {
            return std::nullopt;
        }
    }
    const auto cell = [&](Column column) { return cells[places[column]]; };
    const auto time = parse_iso_time(cell(kTime));
    const auto expiry = parse_iso_time(cell(kExpiry));
    const bool call = cell(kType) == "call";
    if (!time || !expiry || (!call && cell(kType) != "put")) {
        return std::nullopt;
    }
    ParsedRow row{*time, std::string{cell(kForwardName)}, {}};
    ChainOption& option = row.option;
    option.name = std::string{cell(kName)};
    option.type = call ? OptionType::Call : OptionType::Put;
    option.expiry = *expiry;
    const std::array<std::pair<Column, double*>, 10> numbers{
        {{kStrike, &option.strike},
         {kBid, &option.bid},
         {kAsk, &option.ask},
         {kMark, &option.mark},
         {kForward, &option.forward},
         {kVolatility, &option.mark_iv},
         {kDelta, &option.delta},
         {kVega, &option.vega},
         {kOpenInterest, &option.open_interest},
         {kIndex, &option.index}}};
    for (const auto& [column, target] : numbers) {
        const auto value = number(cell(column));
        if (!value) {
            return std::nullopt;
        }
        *target = *value;
    }
    const bool sane = !option.name.empty() && option.strike > 0.0 && option.forward > 0.0 &&
                      option.index > 0.0 && option.mark_iv > 0.0 && option.bid >= 0.0 &&
                      option.ask >= 0.0;
    return sane ? std::optional{row} : std::nullopt;
}

// A few rows carry a forward some seconds older or newer than the rest.
double most_frequent(const std::map<double, int>& counts) noexcept {
    const auto best =
        std::max_element(counts.begin(), counts.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    return best == counts.end() ? 0.0 : best->first;
}

void add_expiries(const std::vector<ParsedRow>& rows, ChainSnapshot& snapshot) {
    std::map<WallTime, std::pair<std::string, std::map<double, int>>> forwards;
    for (const ParsedRow& row : rows) {
        auto& [name, counts] = forwards[row.option.expiry];
        name = row.forward_name;
        ++counts[row.option.forward];
    }
    for (const auto& [expiry, forward] : forwards) {
        const bool listed = forward.first.rfind("SYN.", 0) != 0;
        snapshot.expiries.push_back({expiry, forward.first, most_frequent(forward.second), listed});
    }
}

}  // namespace

Result<ChainSnapshot, std::string> read_chain(const std::filesystem::path& file) {
    const auto text = read_text(file);
    if (!text) {
        return text.error().text;
    }
    std::string_view rest = text.value();
    const auto places = find_columns(take_line(rest));
    if (!places) {
        return file.string() + ":1: a column of an option chain is missing";
    }
    std::vector<ParsedRow> rows;
    for (int line_number = 2; !rest.empty(); ++line_number) {
        const std::string_view line = take_line(rest);
        if (line.empty()) {
            continue;
        }
        auto row = parse_row(split(line), *places);
        if (!row || (!rows.empty() && row->time != rows.front().time)) {
            return file.string() + ":" + std::to_string(line_number) + ": not a row of this chain";
        }
        rows.push_back(std::move(*row));
    }
    if (rows.empty()) {
        return file.string() + ": no options";
    }
    ChainSnapshot snapshot;
    snapshot.time = rows.front().time;
    // Forwards were taken in one request at the stamped time, the index row by row over the minutes
    // after it: the first row's is the one that belongs to the forwards.
    snapshot.index = rows.front().option.index;
    add_expiries(rows, snapshot);
    for (ParsedRow& row : rows) {
        snapshot.options.push_back(std::move(row.option));
    }
    std::sort(snapshot.options.begin(), snapshot.options.end(), [](const auto& a, const auto& b) {
        return std::tie(a.expiry, a.strike, a.type) < std::tie(b.expiry, b.strike, b.type);
    });
    return snapshot;
}

Result<ChainHistory, std::string> read_chain_folder(const std::filesystem::path& folder) {
    std::error_code error;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator{folder, error}) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with(".csv") || name.ends_with(".csv.gz")) {
            files.push_back(entry.path());
        }
    }
    if (error || files.empty()) {
        return folder.string() + ": no recorded chains (*.csv or *.csv.gz)";
    }
    ChainHistory history;
    for (const auto& file : files) {
        auto snapshot = read_chain(file);
        if (!snapshot) {
            return snapshot.error();
        }
        history.push_back(std::move(snapshot.value()));
    }
    std::sort(history.begin(), history.end(),
              [](const auto& a, const auto& b) { return a.time < b.time; });
    const auto twin =
        std::adjacent_find(history.begin(), history.end(),
                           [](const auto& a, const auto& b) { return a.time == b.time; });
    if (twin != history.end()) {
        return folder.string() + ": two chains of the same time";
    }
    return history;
}

}  // namespace hedged::exchange
