// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/book.hpp"

#include "config/file_text.hpp"
#include "config/reader.hpp"

#include <algorithm>

namespace hedged::config {

namespace {

void read_positions(MapReader& top, Book& book) {
    if (!top.has("positions")) {
        return;
    }
    top.each_map("positions", [&book](MapReader& entry) {
        BookPosition position;
        position.instrument = entry.text("instrument");
        position.size = entry.number("size", {-1e9, 1e9});
        position.average_price = entry.number("average_price", {0, 1e9}, 0.0);
        if (entry.has("size") && position.size == 0.0) {
            entry.problem("size", "a position of size 0 is no position");
        }
        const bool known = std::any_of(
            book.positions.begin(), book.positions.end(),
            [&](const BookPosition& other) { return other.instrument == position.instrument; });
        if (known) {
            entry.problem("instrument", "'" + position.instrument + "' is listed twice");
        }
        book.positions.push_back(std::move(position));
    });
}

}  // namespace

Result<Book, Problems> load_book_text(std::string_view yaml, const std::string& file) {
    Problems problems;
    const Node root = parse_document(yaml, file, problems);
    if (problems.empty() && root.kind != Node::Kind::Map) {
        problems.push_back({file, {}, "is empty or not a map of keys and values"});
    }
    Book book;
    if (problems.empty()) {
        MapReader top(root, "", file, problems);
        book.name = top.text("name");
        book.currency = top.text("currency");
        book.coin_balance = top.number("coin_balance", {0, 1e9});
        read_positions(top, book);
    }
    if (!problems.empty()) {
        return problems;
    }
    return book;
}

Result<Book, Problems> load_book_file(const std::string& path) {
    auto text = read_text(path, kDocumentBytesMax + 1);
    if (!text) {
        return Problems{text.error()};
    }
    return load_book_text(text.value(), path);
}

}  // namespace hedged::config
