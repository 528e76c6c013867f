#include <algorithm>

#include <fmt/format.h>

#include "base/config/config_node.h"

namespace tron::base {

namespace {

using Node = Config::Node;
using NodePointer = std::shared_ptr<Node>;

NodePointer copied(const Node& from) {
  auto to = std::make_shared<Node>(Node{from.origin, from.value, from.from});
  if (to->is_table())
    for (auto& [name, member] : to->members()) member = copied(*member);
  if (to->is_list())
    for (auto& item : std::get<Node::List>(to->value)) item = copied(*item);
  return to;
}

/// The whole table counts as read, in a scope that depends on `scope`. Copies of it carry their own
/// dependencies.
void mark_all_read(Node& node, DependencySet scope) {
  if (!node.read) node.read_under = scope;
  node.read = true;
  if (!node.is_table()) return;
  for (auto& [name, member] : node.members()) mark_all_read(*member, scope);
}

void put(Node& table, const std::string& key, NodePointer value) {
  for (auto& [name, member] : table.members()) {
    if (name != key) continue;
    member = std::move(value);
    return;
  }
  table.members().emplace_back(key, std::move(value));
}

void merge(Node& base, const Node& over) {
  for (const auto& [name, member] : over.members()) {
    const NodePointer below = base.find(name);
    if (below && below->is_table() && member->is_table()) {
      below->from |= member->from;
      merge(*below, *member);
    } else {
      NodePointer over_it = copied(*member);
      // Had either been a table or none, the two might have merged.
      if (below && (below->is_table() || member->is_table())) over_it->from |= below->from;
      put(base, name, std::move(over_it));
    }
  }
}

std::vector<std::string> split_path(std::string_view text) {
  std::vector<std::string> out(1);
  for (const char c : text) {
    if (c == '.') {
      out.emplace_back();
    } else {
      out.back() += c;
    }
  }
  return out;
}

/// Without the blanks around it.
std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

constexpr const char* kCommandLine = "command line";

/// Where a value from the command line came from, down to the scalars of a table.
void mark_command_line(Node& node, const std::string& path, DependencySet from) {
  node.own().path = path;
  node.from = from;
  node.own().place = node.own().key_place = Place{kCommandLine, 0, 0, path};
  if (!node.is_table()) {
    node.own().provenance = {kCommandLine, "user"};
    return;
  }
  for (auto& [name, member] : node.members()) mark_command_line(*member, node.join(name), from);
}

/// What stands at `key` in `parent`, a table that is made if it is missing.
NodePointer step_into(Node& parent, const std::string& key) {
  NodePointer next = parent.find(key);
  if (!next) {
    next = std::make_shared<Node>();
    // It stands there whatever the value at the end of the path.
    mark_command_line(*next, parent.join(key), parent.from);
    put(parent, key, next);
  }
  return next;
}

[[noreturn]] void refuse_key(const Node& table, const std::string& name, const Node& member) {
  const auto known_names = table.legal_keys();
  std::string allowed;
  for (const std::string& known : known_names) allowed += (allowed.empty() ? "" : ", ") + known;
  const std::string nearest = nearest_name(name, known_names);
  if (!nearest.empty())
    allowed = fmt::format("'{}' (the nearest name); all names here: {}", nearest, allowed);
  throw InputError(member.at().key_place, "a key that nothing reads",
                   allowed.empty() ? "no key here" : allowed);
}

void check_read(const Node& table, Tracker* tracker) {
  for (const auto& [name, member] : table.members()) {
    if (!member->read) {
      // Any parameter may have decided that no scope read it.
      if (tracker != nullptr) tracker->read(~DependencySet{0});
      refuse_key(table, name, *member);
    }
    if (tracker != nullptr && member->read_under != 0) tracker->key(member->at().path, member->read_under);
    if (member->is_table()) check_read(*member, tracker);
  }
}

Json resolve(const Node& node);

Json plain_value(const Node& node) {
  if (const auto* v = std::get_if<bool>(&node.value)) return Json(*v);
  if (const auto* v = std::get_if<std::int64_t>(&node.value)) return Json(*v);
  if (const auto* v = std::get_if<double>(&node.value)) return Json(*v);
  if (const auto* v = std::get_if<std::string>(&node.value)) return Json(*v);
  Json out = Json::array();
  for (const auto& item : std::get<Node::List>(node.value)) out.push_back(resolve(*item));
  return out;
}

Json resolve(const Node& node) {
  if (node.is_table()) {
    Json out = Json::object();
    for (const auto& [name, member] : node.members()) out.append(name, resolve(*member));
    return out;
  }
  const Provenance& from = node.at().provenance;
  if (from.source.empty() && from.tag.empty()) return plain_value(node);
  Json out = Json::object();
  out["value"] = plain_value(node);
  out["source"] = from.source;
  out["tag"] = from.tag;
  return out;
}

void state(Node& node, const Provenance& from) {
  if (node.is_table()) {
    for (auto& [name, member] : node.members()) state(*member, from);
  } else if (!node.is_list() && node.at().provenance.source.empty() && node.at().provenance.tag.empty()) {
    node.own().provenance = from;
  }
}

}  // namespace

void Config::state_source(const Provenance& from) {
  state(*node_, from);
}

Config Config::copy() const {
  return Config(copied(*node_));
}

void Config::overlay(const Config& over) {
  merge(*node_, *over.node_);
}

Config Config::based_on(const Config& base) const {
  const NodePointer out = copied(*base.node_);
  merge(*out, *node_);
  out->own().path = node_->at().path;
  out->own().place = node_->at().place;
  out->own().key_place = node_->at().key_place;
  out->from |= node_->from;
  const DependencySet scope = tracker_ != nullptr ? tracker_->dependencies() : 0;
  mark_all_read(*base.node_, scope);
  mark_all_read(*node_, scope);
  return Config(out, tracker_);
}

void Config::set(const std::string& assignment, DependencySet from) {
  const Place place{kCommandLine, 0, 0, "--set " + assignment};
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos) throw InputError(place, "no '='", "path.to.key=value");
  auto keys = split_path(trimmed(std::string_view(assignment).substr(0, equals)));
  if (std::any_of(keys.begin(), keys.end(), [](const std::string& key) { return key.empty(); }))
    throw InputError(place, "an empty name in the path", "path.to.key=value");
  if (keys.size() > 64) throw InputError(place, "a path of more than 64 names", "path.to.key=value");
  NodePointer table = node_;
  // An earlier setting may have put what stands on the way: then where this one goes depends on that, too.
  const auto below = [&](const Node& node) { from |= from != 0 ? node.from : 0; };
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    // "array.spacing.value" means the parameter array.spacing itself.
    const NodePointer next = table->find(keys[i]);
    if (next) below(*next);
    if (next && !next->is_table() && i + 2 == keys.size() && keys.back() == "value") {
      keys.pop_back();
      break;
    }
    table = step_into(*table, keys[i]);
    if (table->is_table()) continue;
    track(table->from);
    throw InputError(place, fmt::format("{} at '{}'", table->describe(), table->at().path),
                     "a table in the middle of a path");
  }
  const std::string path = table->join(keys.back());
  const std::string text(trimmed(std::string_view(assignment).substr(equals + 1)));
  NodePointer value = config_detail::parse_value(text, path, Place{kCommandLine, 0, 0, path});
  if (!value) {
    value = std::make_shared<Node>();
    value->value = text;
  }
  mark_command_line(*value, path, from);
  put(*table, keys.back(), std::move(value));
}

void Config::finish() const {
  check_read(*node_, tracker_);
}

Json Config::resolved() const {
  return resolve(*node_);
}

}  // namespace tron::base
