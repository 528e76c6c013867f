// A result in the forms that people and programs read.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace tron {

/// A picture of a result: an SVG document and what it shows ("pareto front").
struct Picture {
  std::string name, svg;
};

/// What the command of the same name prints and writes. A copy shares its result; an empty report has empty
/// forms.
class Report {
 public:
  struct Forms;

  Report() = default;
  explicit Report(std::shared_ptr<const Forms> forms) : forms_(std::move(forms)) {}

  std::string page() const;               ///< plain text for a terminal, about 110 columns
  std::string json() const;               ///< described by docs/schema/NAME.schema.json; SI units
  std::string csv() const;                ///< one row per design or chip; "" where the command has no table
  std::vector<Picture> pictures() const;  ///< empty where the command draws none

 private:
  std::shared_ptr<const Forms> forms_;
};

}  // namespace tron
