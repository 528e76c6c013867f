#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rooms.h"
#include "study/validate/published.h"
#include "study/validate/row_models.h"
#include "tron/control.h"

namespace tron::study {

/// What became of a comparison.
///   agrees        within the tolerance
///   differs       outside it, or beyond a bound
///   bound         the source gives a bound alone, and the model keeps it
///   not_modelled  the program has no such model
///   not_run       the model could not run here
enum class Agreement { agrees, differs, bound, not_modelled, not_run };
inline constexpr const char* kAgreementNames[] = {"agrees", "differs", "bound", "not_modelled", "not_run"};

/// A published figure beside the model's.
struct ValidatedRow {
  PublishedRow row;
  std::optional<double> ours;
  std::string why_not;  ///< of not_run
  Agreement agreement = Agreement::not_run;
};

struct ValidatedGroup {
  std::string id, name, about;
  std::vector<ValidatedRow> rows;
};

struct ValidateReport {
  std::string version, command_line;
  std::vector<ValidatedGroup> groups;
  bool complete = true;  ///< false after Ctrl-C: what stands here is finished
};

struct ValidateOptions {
  std::string data;                  ///< the folder that the groups came from
  CancelToken cancel{};              ///< asked between rows, and by long ones
  std::function<void()> row_done{};  ///< called after each row; may be empty
};

/// Of a row whose model gave `ours`.
Agreement agreement_of(const PublishedRow& row, double ours);

/// Asks every row's model. InputError for a row whose model is unknown or has another unit, and for a setting
/// that no model reads.
ValidateReport validate(const std::vector<PublishedGroup>& groups, const ValidateOptions& options);

/// Rows of each verdict.
int rows_that(const ValidateReport& report, Agreement agreement);

}  // namespace tron::study
