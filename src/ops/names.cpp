// SPDX-License-Identifier: Apache-2.0
#include "hedged/ops/names.hpp"

namespace hedged::ops {

namespace {

constexpr std::size_t kIndexMax = 65'536;

void put(std::vector<std::string>& list, std::size_t index, std::string name) {
    if (index >= kIndexMax) {
        return;
    }
    if (index >= list.size()) {
        list.resize(index + 1);
    }
    list[index] = std::move(name);
}

std::string get(const std::vector<std::string>& list, std::size_t index) {
    return index < list.size() && !list[index].empty() ? list[index] : "#" + std::to_string(index);
}

}  // namespace

void Names::underlying(UnderlyingIndex index, std::string name) {
    put(underlyings_, index.raw, std::move(name));
}

void Names::instrument(InstrumentIndex index, std::string name) {
    put(instruments_, index.raw, std::move(name));
}

std::string Names::of(UnderlyingIndex index) const {
    return index.valid() ? get(underlyings_, index.raw) : "-";
}

std::string Names::of(InstrumentIndex index) const {
    return index.valid() ? get(instruments_, index.raw) : "-";
}

}  // namespace hedged::ops
