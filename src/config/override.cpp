// SPDX-License-Identifier: Apache-2.0
#include "hedged/config/override.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>

namespace hedged::config {

namespace {

std::string key_list(const YAML::Node& node) {
    std::string out;
    for (const auto& entry : node) {
        const YAML::Node name = node.IsMap() ? entry.first : entry["name"];
        out += (out.empty() ? "" : ", ") + name.as<std::string>("?");
    }
    return out;
}

// The child of that name; a list's entry by its `name`.
YAML::Node child(const YAML::Node& node, const std::string& key) {
    if (node.IsMap()) {
        for (const auto& entry : node) {
            if (entry.first.as<std::string>("") == key) {
                return entry.second;
            }
        }
    } else if (node.IsSequence()) {
        for (std::size_t i = 0; i < node.size(); ++i) {
            const YAML::Node entry = node[i];
            if (entry.IsMap() && entry["name"] && entry["name"].as<std::string>("") == key) {
                return entry;
            }
        }
    }
    return YAML::Node(YAML::NodeType::Undefined);
}

}  // namespace

Result<Override, std::string> parse_override(std::string_view text) {
    const auto equals = text.find('=');
    if (equals == std::string_view::npos || equals == 0 || equals + 1 == text.size()) {
        return "'" + std::string(text) + "' is not KEY=VALUE";
    }
    return Override{std::string(text.substr(0, equals)), std::string(text.substr(equals + 1))};
}

Result<OverriddenText, std::string> apply_override(const std::string& yaml,
                                                   const Override& change) {
    try {
        YAML::Node root = YAML::Load(yaml);
        YAML::Node node = root;
        std::size_t at = 0;
        while (at <= change.path.size()) {
            const auto end = std::min(change.path.find('.', at), change.path.size());
            const std::string key = change.path.substr(at, end - at);
            YAML::Node next = child(node, key);
            if (!next.IsDefined()) {
                const std::string above = at == 0 ? "" : change.path.substr(0, at - 1);
                return "there is no key '" + key + "' " +
                       (above.empty() ? "at the top" : "in " + above) + "; there are " +
                       key_list(node);
            }
            node.reset(next);
            at = end + 1;
        }
        if (!node.IsScalar()) {
            return "'" + change.path + "' is no single value; it has " + key_list(node);
        }
        OverriddenText out;
        out.before = node.as<std::string>("");
        node = YAML::Load(change.value);
        YAML::Emitter text;
        text << root;
        out.yaml = text.c_str();
        return out;
    } catch (const YAML::Exception& fault) {
        return "'" + change.path + "=" + change.value + "': " + fault.what();
    }
}

}  // namespace hedged::config
