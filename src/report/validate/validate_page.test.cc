#include "report/validate/validate_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

ValidatedRow example_row(const std::string& name, Agreement agreement, std::optional<double> ours) {
  ValidatedRow out;
  out.row.name = name;
  out.row.quantity = "length of " + name;
  out.row.unit = "nm";
  out.row.published = {2, {"a paper", "V1"}};
  if (agreement == Agreement::agrees || agreement == Agreement::differs)
    out.row.tolerance = Published{0.5, {"a choice", "U"}};
  if (agreement == Agreement::bound) out.row.relation = Relation::at_most;
  if (agreement == Agreement::not_modelled) out.row.relation = Relation::not_modelled;
  if (agreement != Agreement::agrees) out.row.differs = "Because of " + name + ".";
  if (agreement == Agreement::not_run) out.why_not = "no light";
  out.ours = ours;
  out.agreement = agreement;
  return out;
}

ValidateReport example_report() {
  ValidateReport out;
  out.version = "0.0", out.command_line = "tron validate";
  out.groups.push_back(
      {"rings",
       "Rings",
       "What is compared.",
       {example_row("a", Agreement::agrees, 2.25), example_row("b", Agreement::differs, 3.0)}});
  out.groups.push_back(
      {"chips",
       "Chips",
       "What else.",
       {example_row("c", Agreement::bound, 1.5), example_row("d", Agreement::not_modelled, std::nullopt),
        example_row("e", Agreement::not_run, std::nullopt)}});
  return out;
}

std::string line_with(const std::string& page, const std::string& words) {
  const std::size_t at = page.find(words);
  if (at == std::string::npos) return "";
  const std::size_t begin = page.rfind('\n', at) + 1;
  return page.substr(begin, page.find('\n', at) - begin);
}

TEST(ValidatePage, SaysOfEveryRowWhatBecameOfIt) {
  const std::string page = validate_page(example_report());
  EXPECT_THAT(page, HasSubstr("5 comparisons: 1 agree within their tolerance, 1 do not"));
  EXPECT_THAT(page, HasSubstr("1 could not run here"));
  EXPECT_THAT(line_with(page, "length of a"), HasSubstr("agrees"));
  EXPECT_THAT(line_with(page, "length of a"), HasSubstr("+12 %"));
  EXPECT_THAT(line_with(page, "length of b"), HasSubstr("DOES NOT AGREE"));
  EXPECT_THAT(line_with(page, "length of c"), HasSubstr("<= 2"));
  EXPECT_THAT(line_with(page, "length of c"), HasSubstr("bound only"));
  EXPECT_THAT(line_with(page, "length of d"), HasSubstr("not modelled"));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

TEST(ValidatePage, NumbersRowsThroughAndSaysWhyOnesDiffer) {
  const std::string page = validate_page(example_report());
  EXPECT_THAT(page, HasSubstr("2: Because of b."));
  EXPECT_THAT(page, HasSubstr("4: Because of d."));
  EXPECT_THAT(page, HasSubstr("5: Not run: no light"));
  EXPECT_THAT(page, HasSubstr("1, 2: a paper"));
  EXPECT_THAT(page, HasSubstr("3, 4, 5: a paper"));
}

TEST(ValidatePage, ADeviationFromNothingStandsInTheUnit) {
  ValidateReport report = example_report();
  report.groups[0].rows[0].row.published.value = 0;
  report.groups[0].rows[0].ours = 0.12;
  EXPECT_THAT(line_with(validate_page(report), "length of a"), HasSubstr("+0.12 "));
}

TEST(ValidatePage, FineTolerancesShowTheirDigits) {
  ValidateReport report = example_report();
  report.groups[0].rows[0].row.tolerance->value = 0.00001;
  report.groups[0].rows[0].ours = 2.00001;
  EXPECT_THAT(line_with(validate_page(report), "length of a"), HasSubstr("2.00001"));
}

TEST(ValidatePage, SaysThatItWasInterrupted) {
  ValidateReport report = example_report();
  EXPECT_THAT(validate_page(report), Not(HasSubstr("Interrupted")));
  report.complete = false;
  EXPECT_THAT(validate_page(report), HasSubstr("Interrupted"));
}

TEST(ValidateJson, CarriesNumbersSourcesAndVerdicts) {
  const Json json = Json::parse(validate_json(example_report()).dump(), "report");
  EXPECT_EQ(json.find("tally")->find("agrees")->as_number(), 1);
  EXPECT_EQ(json.find("tally")->find("not_run")->as_number(), 1);
  const Json& first = json.find("groups")->as_array()[0].find("rows")->as_array()[0];
  EXPECT_EQ(first.find("ours")->as_number(), 2.25);
  EXPECT_EQ(first.find("deviation")->as_number(), 0.25);
  EXPECT_EQ(first.find("published")->find("source")->as_string(), "a paper");
  EXPECT_EQ(first.find("tolerance")->find("tag")->as_string(), "U");
  EXPECT_EQ(first.find("verdict")->as_string(), "agrees");
  const Json& last = json.find("groups")->as_array()[1].find("rows")->as_array()[2];
  EXPECT_TRUE(last.find("ours")->is_null());
  EXPECT_EQ(last.find("why_not_run")->as_string(), "no light");
}

}  // namespace
}  // namespace tron::report
