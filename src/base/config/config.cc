#include "base/config/config.h"

#include <cmath>

#include <fmt/format.h>

#include "base/config/config_node.h"
#include "base/files/files.h"

namespace tron::base {

namespace {

std::string quoted(const std::string& text) {
  return text.size() <= 80 ? fmt::format("\"{}\"", text) : fmt::format("\"{}...\"", text.substr(0, 80));
}

std::string with_article(const std::string& noun) {
  return (std::string_view("aeiou").find(noun[0]) != std::string_view::npos ? "an " : "a ") + noun;
}

/// " from 1 to 64", " of at least 0", or nothing for an open range.
template <class Print>
std::string range(double low, double high, const Print& print) {
  if (std::isfinite(low) && std::isfinite(high))
    return fmt::format(" from {} to {}", print(low), print(high));
  if (std::isfinite(low)) return " of at least " + print(low);
  if (std::isfinite(high)) return " of at most " + print(high);
  return "";
}

std::string plain(double v) {
  return fmt::format("{:.6g}", v);
}

/// The number in a node, or nothing for another kind and for NaN.
std::optional<double> number_of(const Config::Node& node) {
  if (const auto* v = std::get_if<std::int64_t>(&node.value)) return static_cast<double>(*v);
  if (const auto* v = std::get_if<double>(&node.value); v != nullptr && std::isfinite(*v)) return *v;
  if (const auto* v = std::get_if<std::string>(&node.value)) return parse_percentage(*v);
  return std::nullopt;
}

/// A power may be written in W or in dBm, whichever is asked for.
std::optional<Measured> as_asked(std::optional<Measured> value, const Dimension& dimension) {
  if (!value) return value;
  const bool to_watts = dimension == dimension_of<Power>() && value->dimension == dimension_of<PowerDbm>();
  const bool to_dbm = dimension == dimension_of<PowerDbm>() && value->dimension == dimension_of<Power>();
  if (to_watts) return measured(PowerDbm{value->value}.power());
  if (to_dbm && value->value > 0) return measured(PowerDbm::from_power(Power{value->value}));
  return value;
}

double in_range(const Config::Node& node, double low, double high, const std::string& allowed) {
  const auto v = number_of(node);
  if (!v || !(*v >= low && *v <= high)) throw InputError(node.at().place, node.describe(), allowed);
  return *v;
}

}  // namespace

std::shared_ptr<Config::Node> Config::Node::find(std::string_view key) const {
  for (const auto& [name, member] : members())
    if (name == key) return member;
  return nullptr;
}

std::set<std::string, std::less<>> Config::Node::legal_keys() const {
  std::set<std::string, std::less<>> keys(missed.begin(), missed.end());
  for (const auto& [name, member] : members())
    if (member->asked) keys.insert(name);
  return keys;
}

std::string Config::Node::join(std::string_view key) const {
  return at().path.empty() ? std::string(key) : at().path + "." + std::string(key);
}

std::string Config::Node::describe() const {
  if (is_table()) return "a table";
  if (is_list()) return fmt::format("a list of {}", std::get<List>(value).size());
  if (const auto* v = std::get_if<bool>(&value)) return *v ? "true" : "false";
  if (const auto* v = std::get_if<std::int64_t>(&value)) return fmt::format("{}", *v);
  if (const auto* v = std::get_if<std::string>(&value)) return quoted(*v);
  const double v = std::get<double>(value);
  return std::isfinite(v) ? Json(v).dump() : fmt::format("{}", v);
}

Config Config::parse(std::string_view text, const std::string& name) {
  return Config(config_detail::parse_document(text, name));
}

Config Config::read(const std::string& path) {
  return parse(read_file(path, kMaxBytes), path);
}

/// The value of `key`, or nullptr; what follows depends on both the table and it.
std::shared_ptr<Config::Node> Config::member(std::string_view key) const {
  track(node_->from);
  auto node = node_->find(key);
  if (node) track(node->from);
  return node;
}

/// The same; the key is legal from now on.
std::shared_ptr<Config::Node> Config::asked(std::string_view key) const {
  auto node = member(key);
  if (node) {
    node->asked = true;
  } else {
    node_->miss(key);
  }
  return node;
}

/// A getter reads the value; what the scope reads next depends on it.
void Config::take(Node& node) const {
  track(node.from);
  node.mark_read(tracker_ != nullptr ? tracker_->dependencies() : 0);
}

bool Config::has(std::string_view key) const {
  return asked(key) != nullptr;
}

bool Config::is_text(std::string_view key) const {
  const auto node = member(key);
  return node && std::holds_alternative<std::string>(node->value);
}
bool Config::is_list(std::string_view key) const {
  const auto node = member(key);
  return node && node->is_list();
}
bool Config::is_table(std::string_view key) const {
  const auto node = member(key);
  return node && node->is_table();
}

bool Config::contains(std::string_view key) const {
  return member(key) != nullptr;
}

std::vector<std::string> Config::keys() const {
  track(node_->from);
  std::vector<std::string> out;
  for (const auto& member : node_->members()) out.push_back(member.first);
  return out;
}

Config Config::table(std::string_view key) const {
  Node& node = leaf(key, "a table");
  if (!node.is_table()) throw InputError(node.at().place, node.describe(), "a table");
  return Config(node_->find(key), tracker_);
}

Config Config::table_or_empty(std::string_view key) const {
  if (has(key)) return table(key);
  auto empty = std::make_shared<Node>();
  empty->from = node_->from;
  empty->own().path = node_->join(key);
  empty->own().place = empty->own().key_place = Place{node_->at().place.file, 0, 0, empty->at().path};
  return Config(empty, tracker_);
}

/// The value of `key`, marked as read; `expected` is what the error for a missing one asks for.
Config::Node& Config::leaf(std::string_view key, const std::string& expected) const {
  const auto node = asked(key);
  if (!node) {
    Place place = node_->at().place;
    place.item = node_->join(key);
    throw InputError(place, "nothing", expected);
  }
  take(*node);
  return *node;
}

/// The value of `key` if there is one, marked as read. Getters look here first: most values are fine, and the
/// words of an error take longer than the value.
const Config::Node* Config::peek(std::string_view key) const {
  const auto node = asked(key);
  if (node) take(*node);
  return node.get();
}

double Config::number(std::string_view key, double low, double high) const {
  if (const Node* node = peek(key)) {
    if (const auto v = number_of(*node); v && *v >= low && *v <= high) return *v;
  }
  const std::string allowed = "a number" + range(low, high, plain);
  return in_range(leaf(key, allowed), low, high, allowed);
}

std::int64_t Config::integer(std::string_view key, std::int64_t low, std::int64_t high) const {
  if (const Node* node = peek(key)) {
    if (const auto* v = std::get_if<std::int64_t>(&node->value); v != nullptr && *v >= low && *v <= high)
      return *v;
  }
  const std::string allowed = fmt::format("an integer from {} to {}", low, high);
  const Node& node = leaf(key, allowed);
  const auto* v = std::get_if<std::int64_t>(&node.value);
  if (v == nullptr || *v < low || *v > high) throw InputError(node.at().place, node.describe(), allowed);
  return *v;
}

bool Config::flag(std::string_view key) const {
  const Node& node = leaf(key, "true or false");
  const auto* v = std::get_if<bool>(&node.value);
  if (v == nullptr) throw InputError(node.at().place, node.describe(), "true or false");
  return *v;
}

std::string Config::text(std::string_view key) const {
  const Node& node = leaf(key, "text in quotes");
  const auto* v = std::get_if<std::string>(&node.value);
  if (v == nullptr) throw InputError(node.at().place, node.describe(), "text in quotes");
  return *v;
}

std::vector<double> Config::numbers(std::string_view key, double low, double high) const {
  const std::string allowed = "a list of numbers" + range(low, high, plain);
  const Node& node = leaf(key, allowed);
  const auto* list = std::get_if<Node::List>(&node.value);
  if (list == nullptr) throw InputError(node.at().place, node.describe(), allowed);
  std::vector<double> out;
  for (const auto& item : *list)
    out.push_back(in_range(*item, low, high, "a number" + range(low, high, plain)));
  return out;
}

std::vector<std::string> Config::texts(std::string_view key) const {
  const std::string allowed = "a list of texts in quotes";
  const Node& node = leaf(key, allowed);
  const auto* list = std::get_if<Node::List>(&node.value);
  if (list == nullptr) throw InputError(node.at().place, node.describe(), allowed);
  std::vector<std::string> out;
  for (const auto& item : *list) {
    const auto* text = std::get_if<std::string>(&item->value);
    if (text == nullptr) throw InputError(item->at().place, item->describe(), "text in quotes");
    out.push_back(*text);
  }
  return out;
}

int Config::choice(std::string_view key, const std::vector<std::string>& legal) const {
  if (const Node* node = peek(key)) {
    const auto* word = std::get_if<std::string>(&node->value);
    for (std::size_t i = 0; word != nullptr && i < legal.size(); ++i)
      if (legal[i] == *word) return static_cast<int>(i);
  }
  std::string allowed;
  for (const std::string& word : legal) allowed += (allowed.empty() ? "" : ", ") + quoted(word);
  const Node& node = leaf(key, allowed);
  const auto* v = std::get_if<std::string>(&node.value);
  if (v == nullptr) throw InputError(node.at().place, node.describe(), allowed);
  const std::string nearest = nearest_name(*v, legal);
  if (!nearest.empty()) allowed += "; nearest is " + quoted(nearest);
  throw InputError(node.at().place, node.describe(), allowed);
}

double Config::measure(std::string_view key, const Dimension& dimension, double low, double high) const {
  if (const Node* node = peek(key)) {
    const auto* text = std::get_if<std::string>(&node->value);
    const auto value = text != nullptr ? as_asked(parse_quantity(*text, nullptr), dimension) : std::nullopt;
    if (value && value->dimension == dimension && value->value >= low && value->value <= high)
      return value->value;
  }
  const std::string kind =
      fmt::format("{} such as \"{}\"", with_article(dimension.name()), dimension.example());
  const Node& node = leaf(key, kind);
  const auto* text = std::get_if<std::string>(&node.value);
  if (text == nullptr) throw InputError(node.at().place, node.describe(), kind);
  std::string why;
  const auto value = as_asked(parse_quantity(*text, &why), dimension);
  if (!value) throw InputError(node.at().place, fmt::format("{} ({})", quoted(*text), why), kind);
  if (value->dimension != dimension)
    throw InputError(node.at().place,
                     fmt::format("{} ({})", quoted(*text), with_article(value->dimension.name())), kind);
  // A limit computed in code may differ from the same number written in a file by a rounding.
  const double slack = 1e-12;
  if (!(value->value >= low - slack * std::abs(low) && value->value <= high + slack * std::abs(high))) {
    const auto print = [&](double v) { return format_quantity({v, dimension}, 6); };
    throw InputError(node.at().place, quoted(*text),
                     with_article(dimension.name()) + range(low, high, print));
  }
  return value->value;
}

const Config::Node& Config::existing(std::string_view key) const {
  const auto node = node_->find(key);
  if (!node) throw InputError(Place{node_->at().place.file, 0, 0, node_->join(key)}, "nothing", "a value");
  return *node;
}

Provenance Config::provenance(std::string_view key) const {
  return existing(key).at().provenance;
}
Place Config::place(std::string_view key) const {
  return existing(key).at().place;
}
Place Config::place() const {
  return node_->at().place;
}
const std::string& Config::path() const {
  return node_->at().path;
}

}  // namespace tron::base
