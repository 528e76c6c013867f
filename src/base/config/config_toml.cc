#include <algorithm>

#include <fmt/format.h>
#include <toml++/toml.h>

#include "base/config/config_node.h"

namespace tron::base::config_detail {

namespace {

using Node = Config::Node;
using NodePointer = std::shared_ptr<Node>;

// toml++ recurses once for each part of a dotted key; a bound on the line bounds its stack.
constexpr std::size_t kMaxLine = 4096;

Place place_of(const toml::source_region& region, const std::string& file, const std::string& path) {
  return {file, static_cast<int>(region.begin.line), static_cast<int>(region.begin.column), path};
}

/// Turns toml++'s tree into ours.
class Converter {
 public:
  explicit Converter(const std::string& file) : file_(file) {}

  NodePointer convert(const toml::node& from, const std::string& path) const {
    const Place place = place_of(from.source(), file_, path);
    auto node =
        std::make_shared<Node>(Node{std::make_shared<Node::Origin>(Node::Origin{path, place, place}), {}});
    switch (from.type()) {
      case toml::node_type::table:
        table(*from.as_table(), *node);
        if (!path.empty() && is_parameter(*from.as_table(), *node)) node = parameter(*node);
        break;
      case toml::node_type::array:
        list(*from.as_array(), *node);
        break;
      case toml::node_type::boolean:
        node->value = from.as_boolean()->get();
        break;
      case toml::node_type::integer:
        node->value = from.as_integer()->get();
        break;
      case toml::node_type::floating_point:
        node->value = from.as_floating_point()->get();
        break;
      case toml::node_type::string:
        node->value = from.as_string()->get();
        break;
      default:
        throw InputError(place, "a date or time",
                         "a number, text in quotes, true or false, a list or a table");
    }
    return node;
  }

 private:
  void table(const toml::table& from, Node& to) const {
    Node::Table members;
    for (const auto& [key, value] : from) {
      const std::string name(key.str());
      auto member = convert(value, to.join(name));
      member->own().key_place = place_of(key.source(), file_, member->at().path);
      members.emplace_back(name, std::move(member));
    }
    // toml++ sorts by name; messages and reports go by the order of the file.
    std::stable_sort(members.begin(), members.end(), [](const auto& a, const auto& b) {
      const Place &p = a.second->at().key_place, &q = b.second->at().key_place;
      return std::pair(p.line, p.column) < std::pair(q.line, q.column);
    });
    to.value = std::move(members);
  }

  void list(const toml::array& from, Node& to) const {
    Node::List items;
    for (const toml::node& item : from)
      items.push_back(convert(item, fmt::format("{}[{}]", to.at().path, items.size())));
    to.value = std::move(items);
  }

  /// A table written inline with a value, or one in any form that holds a value, its source and tag alone: a
  /// table that lists things by name may have one of the name "value".
  static bool is_parameter(const toml::table& from, const Node& node) {
    const NodePointer value = node.find("value");
    if (!value || from.is_inline()) return value != nullptr;
    return !value->is_table() && std::all_of(node.members().begin(), node.members().end(), [](const auto& m) {
      return m.first == "value" || m.first == "source" || m.first == "tag";
    });
  }

  /// { value =, source =, tag = } as one scalar.
  static NodePointer parameter(const Node& from) {
    NodePointer out = from.find("value");
    if (out->is_table())
      throw InputError(out->at().place, "a table",
                       "a number, text in quotes, true or false, or a list as the value");
    out->own().path = out->own().place.item = from.at().path;
    for (const auto& [name, member] : from.members()) {
      if (name == "value") continue;
      if (name != "source" && name != "tag") {
        throw InputError(member->at().key_place, "a key beside 'value'", "value, source, tag");
      }
      const auto* text = std::get_if<std::string>(&member->value);
      if (text == nullptr) throw InputError(member->at().place, member->describe(), "text in quotes");
      (name == "source" ? out->own().provenance.source : out->own().provenance.tag) = *text;
    }
    return out;
  }

  const std::string& file_;
};

void check_lines(std::string_view text, const std::string& name) {
  int line = 1;
  for (std::size_t start = 0; start < text.size(); ++line) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (end - start > kMaxLine)
      throw InputError(Place{name, line, 1, ""}, fmt::format("a line of {} bytes", end - start),
                       fmt::format("lines of at most {} bytes", kMaxLine));
    start = end + 1;
  }
}

}  // namespace

NodePointer parse_document(std::string_view text, const std::string& name) {
  check_lines(text, name);
  try {
    const toml::table table = toml::parse(text, std::string_view(name));
    auto root = Converter(name).convert(table, "");
    root->own().place = root->own().key_place = Place{name, 0, 0, ""};
    return root;
  } catch (const toml::parse_error& error) {
    throw InputError(place_of(error.source(), name, ""),
                     fmt::format("a syntax error ({})", error.description()), "TOML 1.0");
  }
}

NodePointer parse_value(const std::string& text, const std::string& path, const Place& place) {
  if (text.size() > kMaxLine || text.find('\n') != std::string::npos) return nullptr;
  try {
    const toml::table table = toml::parse("v = " + text, std::string_view(place.file));
    const toml::node& value = *table.get("v");
    if (value.is_date() || value.is_time() || value.is_date_time()) return nullptr;
    return Converter(place.file).convert(value, path);
  } catch (const toml::parse_error&) {
    return nullptr;
  }
}

}  // namespace tron::base::config_detail
