#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/config/tracking.h"
#include "base/error.h"
#include "base/numbers/decibel.h"
#include "base/text/json.h"
#include "base/text/quantity.h"
#include "base/text/units.h"
#include "rooms.h"

namespace tron::base {

/// Where a number comes from: every value in the data files carries it.
struct Provenance {
  std::string source;  ///< "CrossLight, DAC 2021, Table II", "command line"
  std::string tag;     ///< V, S, C, D, R(x), U as data/README.md explains; "user" for a value the user set
};

/// A table of a TOML description. Values know their file, line and column; every key that is read is marked,
/// and finish() refuses keys that nobody read.
///
/// A parameter is a scalar (`rows = 64`, `spacing = "1.1 nm"`) or a scalar with its provenance
/// (`spacing = { value = "1.1 nm", source = "...", tag = "S" }`). A number with a dimension is a string with
/// a unit; a bare number there is an error, and so is a unit of another dimension, but that a power may be
/// given in W or in dBm. A number without one may be written as a percentage ("15 %").
///
/// A Config is a cheap handle; handles of one document share its state. Every getter throws InputError.
class Config {
 public:
  /// Parses TOML text; `name` stands as the file in messages.
  static Config parse(std::string_view text, const std::string& name);
  static Config read(const std::string& path);
  /// The same, but a file that has not changed since it was last read here is not parsed again: for searches
  /// that load a description thousands of times. Safe from several threads.
  static Config read_again(const std::string& path);

  Config copy() const;  ///< with a state of its own, nothing read

  /// Says where every scalar comes from whose file does not say it.
  void state_source(const Provenance& from);

  /// Lays `over` onto this document: its values win, tables merge, arrays are replaced. Provenance and places
  /// follow the winning value.
  void overlay(const Config& over);

  /// `assignment` is "path.to.key=value", as --set takes it. The key must exist already, or be legal later
  /// (an illegal one is caught by finish()). The value is read as TOML, or as a string if it is no TOML.
  /// `from`: the parameters that decide the value; what reads it depends on them (base/config/tracking.h).
  void set(const std::string& assignment, DependencySet from = 0);

  /// A table of its own with everything of `base`, and what stands here laid over it. Both originals count as
  /// read: call finish() on the result.
  Config based_on(const Config& base) const;

  bool has(std::string_view key) const;
  /// Whether a key is there and holds a string, a list, a table; does not count as reading it.
  bool is_text(std::string_view key) const;
  bool is_list(std::string_view key) const;
  bool is_table(std::string_view key) const;
  bool contains(std::string_view key) const;  ///< the same of any value; the key is no more legal for it
  std::vector<std::string> keys() const;
  Config table(std::string_view key) const;           ///< error if missing
  Config table_or_empty(std::string_view key) const;  ///< an empty table if missing

  double number(std::string_view key, double low, double high) const;  ///< dimensionless
  std::int64_t integer(std::string_view key, std::int64_t low, std::int64_t high) const;
  bool flag(std::string_view key) const;
  std::string text(std::string_view key) const;
  std::vector<double> numbers(std::string_view key, double low, double high) const;
  std::vector<std::string> texts(std::string_view key) const;
  /// A scalar, or a list of them, written as set() takes values: texts as they are, 0.5 as "0.5".
  std::string setting(std::string_view key) const;
  std::vector<std::string> settings(std::string_view key) const;
  /// Index of the value in `legal`; the error names the nearest legal word.
  int choice(std::string_view key, const std::vector<std::string>& legal) const;

  /// A quantity such as Length, Power, Time, Decibel, PowerDbm, DecibelPerLength, DecibelPerHertz, within
  /// [low, high]. Units: see base/text/units.h.
  template <class Q>
  Q quantity(std::string_view key, Q low, Q high) const {
    return Q{measure(key, dimension_of<Q>(), measured(low).value, measured(high).value)};
  }

  /// Of a value that exists; empty strings if the file gives none. Neither of these counts as reading the
  /// value.
  Provenance provenance(std::string_view key) const;
  Place place(std::string_view key) const;
  Place place() const;              ///< of this table
  const std::string& path() const;  ///< dotted path of this table, "" for the document

  /// Throws InputError for the first key below this table that no getter has read, with its place and the
  /// nearest key that was asked for in the same table.
  void finish() const;

  /// The same table with a tracker of what is read through it and through the tables that it gives.
  Config tracked_by(Tracker& tracker) const { return Config(node_, &tracker); }
  /// `calculation` in a tracked scope. What it computes may read any description with the same tracker.
  template <class Calculation>
  auto tracked(std::string_view name, Calculation&& calculation) const {
    return base::tracked(tracker_, name, std::forward<Calculation>(calculation));
  }
  /// The same; the value is a number of the result.
  template <class Calculation>
  auto output(std::string_view name, Calculation&& calculation) const {
    return base::tracked_output(tracker_, name, std::forward<Calculation>(calculation));
  }
  /// A tracked scope to the end of the block, for the reading of a whole section.
  TrackedScope scope(std::string_view name) const { return {tracker_, name}; }

  /// The whole table as it stands after overlays: {"value":..., "source":..., "tag":...} or plain scalars.
  Json resolved() const;

  static constexpr std::size_t kMaxBytes = std::size_t{1} << 20;  ///< of a description

  struct Node;  // defined in config_node.h
  explicit Config(std::shared_ptr<Node> node) : node_(std::move(node)) {}

 private:
  Config(std::shared_ptr<Node> node, Tracker* tracker) : node_(std::move(node)), tracker_(tracker) {}
  void track(DependencySet dependencies) const {
    if (tracker_ != nullptr) tracker_->read(dependencies);
  }
  void take(Node& node) const;
  std::shared_ptr<Node> member(std::string_view key) const;
  std::shared_ptr<Node> asked(std::string_view key) const;
  double measure(std::string_view key, const Dimension& dimension, double low, double high) const;
  const Node* peek(std::string_view key) const;
  Node& leaf(std::string_view key, const std::string& expected) const;
  const Node& existing(std::string_view key) const;

  std::shared_ptr<Node> node_;
  Tracker* tracker_ = nullptr;  ///< of the evaluation that reads the description, if any
};

}  // namespace tron::base
