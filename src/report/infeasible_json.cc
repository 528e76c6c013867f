#include "report/report.h"

namespace tron::report {

Json infeasible_json(const std::vector<Infeasible>& sets) {
  Json out = Json::array();
  for (const Infeasible& why : sets) {
    Json remedies = Json::array();
    for (const std::string& remedy : why.remedies) remedies.push_back(remedy);
    out.push_back(Json::Object{
        {"reason", why.reason}, {"margin", why.margin}, {"unit", why.unit}, {"remedies", remedies}});
  }
  return out;
}

}  // namespace tron::report
