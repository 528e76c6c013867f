#include "report/validate/validate_page.h"

namespace tron::report {
namespace {

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json();
}

Json published_json(const Published& published) {
  Json out = Json::object();
  out.append("value", published.value);
  out.append("source", published.provenance.source);
  out.append("tag", published.provenance.tag);
  return out;
}

Json row_json(const ValidatedRow& row) {
  const double published = row.row.published.value;
  Json out = Json::object();
  out.append("name", row.row.name);
  out.append("quantity", row.row.quantity);
  out.append("unit", row.row.unit);
  out.append("origin", kOriginNames[static_cast<int>(row.row.origin)]);
  out.append("relation", kRelationNames[static_cast<int>(row.row.relation)]);
  out.append("published", published_json(row.row.published));
  out.append("uncertainty", number_or_null(row.row.uncertainty));
  out.append("ours", number_or_null(row.ours));
  out.append("deviation", row.ours ? Json(*row.ours - published) : Json());
  out.append("tolerance", row.row.tolerance ? published_json(*row.row.tolerance) : Json());
  out.append("verdict", kAgreementNames[static_cast<int>(row.agreement)]);
  out.append("differs", row.row.differs.empty() ? Json() : Json(row.row.differs));
  out.append("why_not_run", row.why_not.empty() ? Json() : Json(row.why_not));
  out.append("model", row.row.model.empty() ? Json() : Json(row.row.model));
  return out;
}

Json group_json(const ValidatedGroup& group) {
  Json out = Json::object(), rows = Json::array();
  for (const ValidatedRow& row : group.rows) rows.push_back(row_json(row));
  out.append("file", group.id);
  out.append("name", group.name);
  out.append("about", group.about);
  out.append("rows", std::move(rows));
  return out;
}

}  // namespace

Json validate_json(const ValidateReport& report) {
  Json out = Json::object(), tally = Json::object(), groups = Json::array();
  for (int k = 0; k < static_cast<int>(std::size(kAgreementNames)); ++k)
    tally.append(kAgreementNames[k], rows_that(report, static_cast<Agreement>(k)));
  for (const ValidatedGroup& group : report.groups) groups.push_back(group_json(group));
  out.append("version", report.version);
  out.append("command_line", report.command_line);
  out.append("complete", report.complete);
  out.append("tally", std::move(tally));
  out.append("groups", std::move(groups));
  return out;
}

}  // namespace tron::report
