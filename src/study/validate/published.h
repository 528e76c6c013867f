#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/config/config.h"
#include "rooms.h"

namespace tron::study {

/// What a published figure says about a model's value.
///   equal         the two should agree within the tolerance
///   at_most       the model's value should not pass it; at_least: nor fall short of it
///   not_modelled  no model of it exists here: the row states how large the effect is
enum class Relation { equal, at_most, at_least, not_modelled };
inline constexpr const char* kRelationNames[] = {"equal", "at_most", "at_least", "not_modelled"};

/// Where a published figure comes from: silicon, somebody's simulator, a circuit or field solver, or an
/// equation that was evaluated without this program.
enum class Origin { measured, simulated, solver, closed_form };
inline constexpr const char* kOriginNames[] = {"measured", "simulated", "solver", "closed_form"};

/// A number with where it comes from.
struct Published {
  double value = 0;
  Provenance provenance;
};

/// One comparison as a file of data/validation states it.
struct PublishedRow {
  std::string name;      ///< of the table [row.NAME]
  std::string quantity;  ///< in words
  std::string unit;      ///< of all its numbers; "" for plain ones
  Relation relation = Relation::equal;
  Origin origin = Origin::measured;
  Published published;
  std::optional<double> uncertainty;   ///< that the source states
  std::optional<Published> tolerance;  ///< in the unit; of `equal` alone
  std::string model;                   ///< of row_models(); empty where there is none
  std::string differs;                 ///< what sets the two apart, in one sentence; may be empty
  Config own{nullptr};  ///< [row.NAME.setting], of the row's source: what the model needs besides [setting]
};

/// One file of data/validation: the rows of one work or subject.
struct PublishedGroup {
  std::string id;  ///< file name without .toml
  std::string name;
  std::string about;  ///< what is compared, and what the source is
  std::vector<PublishedRow> rows;
  Config file{nullptr}, setting{nullptr};
};

/// Reads one description; [setting] tables are left to the models. InputError, with its place, for an unknown
/// key, a number without source, a tag that is none, a row of `equal` without tolerance, and a row without
/// model that is not `not_modelled`.
PublishedGroup read_published(const Config& file, const std::string& id);

/// Every *.toml of the folder, by its number in the key `order`. InputError for a folder without any.
std::vector<PublishedGroup> load_published(const std::string& folder);

}  // namespace tron::study
