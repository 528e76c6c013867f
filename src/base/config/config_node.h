#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/config/config.h"
#include "rooms.h"

/// The inside of Config, shared by the files config*.cc only.
namespace tron::base {

/// One value of a description: a table, a list, or a scalar with its provenance.
struct Config::Node {
  using Table = std::vector<std::pair<std::string, std::shared_ptr<Node>>>;
  using List = std::vector<std::shared_ptr<Node>>;

  /// Where it stands and comes from. Copies of a node share it.
  struct Origin {
    std::string path;  ///< dotted; "" for the document
    Place place;       ///< of the value
    Place key_place;   ///< of the key that names it
    Provenance provenance{};
  };
  std::shared_ptr<Origin> origin;

  std::variant<Table, List, bool, std::int64_t, double, std::string> value;
  DependencySet from = 0;  ///< the parameters whose settings wrote it
  bool read = false;       ///< by a getter
  bool asked = false;      ///< its key was asked for, so the key is legal
  /// What the scope that read it depends on; of several such scopes, the smallest set.
  DependencySet read_under = 0;
  std::vector<std::string> missed{};  ///< keys that were asked for and are not there: legal as well

  bool is_table() const { return std::holds_alternative<Table>(value); }
  bool is_list() const { return std::holds_alternative<List>(value); }
  Table& members() { return std::get<Table>(value); }
  const Table& members() const { return std::get<Table>(value); }
  const Origin& at() const { return *origin; }
  Origin& own() {
    if (!origin || origin.use_count() > 1)
      origin = origin ? std::make_shared<Origin>(*origin) : std::make_shared<Origin>();
    return *origin;
  }
  /// A getter reads it, in a scope that depends on `scope`.
  void mark_read(DependencySet scope) {
    if (!read || std::popcount(scope) < std::popcount(read_under)) read_under = scope;
    read = true;
  }
  void miss(std::string_view key) {
    if (std::find(missed.begin(), missed.end(), key) != missed.end()) return;
    if (missed.empty()) missed.reserve(8);
    missed.emplace_back(key);
  }
  std::set<std::string, std::less<>> legal_keys() const;   ///< that were asked for, there or not
  std::shared_ptr<Node> find(std::string_view key) const;  ///< nullptr if missing; of a table only
  std::string join(std::string_view key) const;            ///< path of a member
  std::string describe() const;                            ///< for "found ...": 1.55, "abc", a table
};

namespace config_detail {

/// Parses a document. Tables { value =, source =, tag = } become scalars with provenance.
std::shared_ptr<Config::Node> parse_document(std::string_view text, const std::string& name);

/// Parses one TOML value that stands at `place` under `path`; nullptr if the text is no TOML value.
std::shared_ptr<Config::Node> parse_value(const std::string& text, const std::string& path,
                                          const Place& place);

}  // namespace config_detail

}  // namespace tron::base
