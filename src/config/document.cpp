// SPDX-License-Identifier: Apache-2.0
#include "config/document.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <istream>
#include <sstream>

namespace hedged::config {

namespace {

Place place_of(const YAML::Mark& mark) {
    return {mark.line + 1, mark.column + 1};
}

// The parser offers no way to stop early other than an exception.
struct Abandon {};

class TreeBuilder final : public YAML::EventHandler {
public:
    TreeBuilder(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

    [[nodiscard]] Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (++documents_ > 1) {
            stop(place_of(mark), "a second document starts here; one file holds one document");
        }
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        refuse_anchor(mark, anchor);
        Node node;
        node.place = place_of(mark);
        accept(std::move(node));
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
        stop(place_of(mark), "aliases (*name) are not supported; write the value out");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        Node node;
        node.quoted = tag == "!";
        node.kind = Node::Kind::Scalar;
        node.place = place_of(mark);
        node.scalar = value;
        accept(std::move(node));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        open(Node::Kind::List, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        open(Node::Kind::Map, mark, tag, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        Node node;
        bool has_key = false;
        std::string key;
        Place key_place;
    };

    [[noreturn]] void stop(Place place, std::string text) {
        problems_.push_back({file_, place, std::move(text)});
        throw Abandon{};
    }
    void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
        if (anchor != YAML::NullAnchor) {
            stop(place_of(mark), "anchors (&name) are not supported; write the value out");
        }
    }
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") {
            stop(place_of(mark), "tags (" + tag + ") are not supported");
        }
    }
    void open(Node::Kind kind, const YAML::Mark& mark, const std::string& tag,
              YAML::anchor_t anchor) {
        refuse_anchor(mark, anchor);
        refuse_tag(mark, tag);
        if (stack_.size() >= kDocumentDepthMax) {
            stop(place_of(mark), "nested too deeply");
        }
        Open entry;
        entry.node.kind = kind;
        entry.node.place = place_of(mark);
        stack_.push_back(std::move(entry));
    }
    void close() {
        Node done = std::move(stack_.back().node);
        stack_.pop_back();
        accept(std::move(done));
    }
    void accept(Node node) {
        if (++nodes_ > kDocumentNodesMax) {
            stop(node.place, "too many entries");
        }
        if (stack_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& top = stack_.back();
        if (top.node.kind == Node::Kind::List) {
            top.node.items.push_back(std::move(node));
        } else if (!top.has_key) {
            take_key(top, node);
        } else {
            top.node.entries.push_back({std::move(top.key), top.key_place, std::move(node)});
            top.has_key = false;
        }
    }
    void take_key(Open& top, const Node& node) {
        if (node.kind != Node::Kind::Scalar) {
            stop(node.place, "a key must be a plain word");
        }
        if (const Node::Entry* earlier = top.node.find(node.scalar)) {
            problems_.push_back({file_, node.place,
                                 "key '" + node.scalar + "' is given twice; first on line " +
                                     std::to_string(earlier->place.line)});
        }
        top.has_key = true;
        top.key = node.scalar;
        top.key_place = node.place;
    }

    const std::string& file_;
    Problems& problems_;
    Node root_;
    std::vector<Open> stack_;
    std::size_t nodes_ = 0;
    int documents_ = 0;
};

}  // namespace

const Node::Entry* Node::find(std::string_view key) const noexcept {
    const auto found = std::find_if(entries.begin(), entries.end(),
                                    [key](const Entry& entry) { return entry.key == key; });
    return found == entries.end() ? nullptr : &*found;
}

Node parse_document(std::string_view text, const std::string& file, Problems& problems) {
    if (text.size() > kDocumentBytesMax) {
        problems.push_back({file, {}, "larger than 1 MiB; this is not a configuration"});
        return {};
    }
    TreeBuilder builder(file, problems);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        while (parser.HandleNextDocument(builder)) {
        }
    } catch (const Abandon&) {
        return {};
    } catch (const YAML::Exception& error) {
        problems.push_back({file, place_of(error.mark), "not valid YAML: " + error.msg});
        return {};
    }
    return builder.take();
}

}  // namespace hedged::config
