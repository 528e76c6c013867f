#pragma once

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
  Influences from = 0;  ///< settings that wrote it
  bool read = false;    ///< by a getter
  Influences read_under =
      0;  ///< what decided that it is read; of several readings the one on which least depends
  std::set<std::string, std::less<>> known{};  ///< keys that were asked for here: the legal ones

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
  /// A getter took it; what is read next depends on it.
  void take() {
    influence::touch(from);
    const Influences now = influence::current();
    if (!read || std::popcount(now) < std::popcount(read_under)) read_under = now;
    read = true;
  }
  /// Only messages ask for the names, and nobody reads them where influences are watched.
  void ask(std::string_view key) {
    if (!influence::watched() && !known.contains(key)) known.emplace(key);
  }
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
