// SPDX-License-Identifier: Apache-2.0
// The names behind the indices in records and pictures. Ops thread; allocates.
#pragma once

#include "hedged/protocol/instrument.hpp"

#include <string>
#include <vector>

namespace hedged::ops {

class Names {
public:
    void underlying(UnderlyingIndex index, std::string name);
    void instrument(InstrumentIndex index, std::string name);

    // "#12" for an index without a name, "-" for none at all.
    [[nodiscard]] std::string of(UnderlyingIndex index) const;
    [[nodiscard]] std::string of(InstrumentIndex index) const;

private:
    std::vector<std::string> underlyings_;
    std::vector<std::string> instruments_;
};

}  // namespace hedged::ops
