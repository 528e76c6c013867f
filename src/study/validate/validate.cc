#include "study/validate/validate.h"

#include <cmath>

#include "base/execution/parallel.h"

namespace tron::study {
namespace {

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : ", ") + name;
  return out;
}

const RowModel& model_of(const PublishedGroup& group, const PublishedRow& row) {
  const Config table = group.file.table("row").table(row.name);
  const RowModel* model = find_row_model(row.model);
  if (model == nullptr)
    throw InputError(table.place("model"), '"' + row.model + '"', joined(row_model_names()));
  if (row.unit != model->unit)
    throw InputError(table.place("unit"), '"' + row.unit + '"', '"' + std::string(model->unit) + '"');
  return *model;
}

ValidatedRow validated(const PublishedGroup& group, const PublishedRow& row, const ValidateOptions& options,
                       std::map<std::string, double>& found) {
  ValidatedRow out;
  out.row = row;
  if (row.relation == Relation::not_modelled) {
    out.agreement = Agreement::not_modelled;
    return out;
  }
  const RowAnswer answer =
      model_of(group, row).compute({group.setting, row.own, options.data, options.cancel, &found});
  out.ours = answer.value;
  out.why_not = answer.why_not;
  if (out.ours) out.agreement = agreement_of(row, *out.ours);
  return out;
}

/// False once it was told to stop.
bool validate_group(const PublishedGroup& group, const ValidateOptions& options, ValidatedGroup& out) {
  std::map<std::string, double> found;
  for (const PublishedRow& row : group.rows) {
    if (options.cancel.cancelled()) return false;
    out.rows.push_back(validated(group, row, options, found));
    if (options.row_done) options.row_done();
  }
  group.file.finish();
  return true;
}

}  // namespace

Agreement agreement_of(const PublishedRow& row, double ours) {
  const double published = row.published.value;
  switch (row.relation) {
    case Relation::equal:
      return std::abs(ours - published) <= row.tolerance->value ? Agreement::agrees : Agreement::differs;
    case Relation::at_most:
      return ours <= published ? Agreement::bound : Agreement::differs;
    case Relation::at_least:
      return ours >= published ? Agreement::bound : Agreement::differs;
    case Relation::not_modelled:
      break;
  }
  return Agreement::not_modelled;
}

ValidateReport validate(const std::vector<PublishedGroup>& groups, const ValidateOptions& options) {
  ValidateReport report;
  for (const PublishedGroup& group : groups) {
    ValidatedGroup out{group.id, group.name, group.about, {}};
    try {
      report.complete = validate_group(group, options, out);
    } catch (const Interrupted&) {
      report.complete = false;
    }
    if (!out.rows.empty()) report.groups.push_back(std::move(out));
    if (!report.complete) break;
  }
  return report;
}

int rows_that(const ValidateReport& report, Agreement agreement) {
  int count = 0;
  for (const ValidatedGroup& group : report.groups) {
    for (const ValidatedRow& row : group.rows) count += row.agreement == agreement;
  }
  return count;
}

}  // namespace tron::study
