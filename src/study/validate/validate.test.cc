#include "study/validate/validate.h"

#include <cmath>
#include <set>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/input_error_of.h"
#include "base/testing/source_tree.h"

namespace tron::study {
namespace {

template <class Action>
std::string error_text(const Action& action) {
  return input_error_of(action).what();
}

using testing::HasSubstr;

PublishedRow row_of(Relation relation, double published, double tolerance) {
  PublishedRow row;
  row.relation = relation;
  row.published.value = published;
  if (relation == Relation::equal) row.tolerance = Published{tolerance, {}};
  return row;
}

TEST(Agreement, FollowsFromToleranceAndBound) {
  const PublishedRow equal = row_of(Relation::equal, 2, 0.5);
  EXPECT_EQ(agreement_of(equal, 2.5), Agreement::agrees);
  EXPECT_EQ(agreement_of(equal, 1.5), Agreement::agrees);
  EXPECT_EQ(agreement_of(equal, 2.6), Agreement::differs);
  EXPECT_EQ(agreement_of(row_of(Relation::at_most, 2, 0), 2), Agreement::bound);
  EXPECT_EQ(agreement_of(row_of(Relation::at_most, 2, 0), 2.1), Agreement::differs);
  EXPECT_EQ(agreement_of(row_of(Relation::at_least, 2, 0), 2.1), Agreement::bound);
  EXPECT_EQ(agreement_of(row_of(Relation::at_least, 2, 0), 1.9), Agreement::differs);
  EXPECT_EQ(agreement_of(row_of(Relation::not_modelled, 2, 0), 2), Agreement::not_modelled);
}

TEST(Agreement, ANumberThatIsNoneDiffers) {
  EXPECT_EQ(agreement_of(row_of(Relation::equal, 2, 0.5), std::nan("")), Agreement::differs);
  EXPECT_EQ(agreement_of(row_of(Relation::at_most, 2, 0.5), std::nan("")), Agreement::differs);
}

PublishedGroup group_of(const std::string& model, const std::string& unit, const std::string& more = "") {
  const Config file =
      Config::parse("order = 1\nname = \"A\"\nabout = \"what\"\n[row.one]\nquantity = \"bits\"\nunit = \"" +
                        unit + "\"\norigin = \"closed_form\"\nmodel = \"" + model +
                        "\"\npublished = { value = 5.14, source = \"a paper\", tag = \"D\" }\ntolerance = { "
                        "value = 0.01, source = "
                        "\"a choice\", tag = \"U\" }\nsetting = { channels = 15, spacing = \"1 nm\", "
                        "quality_factor = 8000 }\n"
                        "[setting]\nfirst = { value = \"1550 nm\", source = \"a choice\", tag = \"U\" }\n" +
                        more,
                    "file.toml");
  EXPECT_EQ(file.integer("order", 1, 1000), 1);
  return read_published(file, "file");
}

TEST(Validate, AsksTheModelThatTheRowNames) {
  int done = 0;
  const ValidateReport report = validate({group_of("bank.group_bits", "bit")}, {"", {}, [&] { ++done; }});
  ASSERT_EQ(report.groups.size(), 1u);
  const ValidatedRow& row = report.groups[0].rows.at(0);
  EXPECT_NEAR(*row.ours, 5.14, 0.01);
  EXPECT_EQ(row.agreement, Agreement::agrees);
  EXPECT_TRUE(report.complete);
  EXPECT_EQ(done, 1);
  EXPECT_EQ(rows_that(report, Agreement::agrees), 1);
  EXPECT_EQ(rows_that(report, Agreement::differs), 0);
}

TEST(Validate, RefusesAnUnknownModelAndAnotherUnit) {
  EXPECT_THAT(error_text([] { validate({group_of("bank.none", "bit")}, {}); }), HasSubstr("bank.group_bits"));
  EXPECT_THAT(error_text([] { validate({group_of("bank.group_bits", "dB")}, {}); }), HasSubstr("\"bit\""));
}

TEST(Validate, RefusesASettingThatNoModelReads) {
  EXPECT_THAT(error_text([] {
                validate({group_of("bank.group_bits", "bit",
                                   "idle = { value = 1, source = \"a choice\", tag = \"U\" }\n")},
                         {});
              }),
              HasSubstr("idle"));
}

TEST(Validate, StopsBetweenRowsAndKeepsWhatIsDone) {
  const CancelToken cancel;
  const ValidateReport report =
      validate({group_of("bank.group_bits", "bit"), group_of("bank.group_bits", "bit")},
               {"", cancel, [&] { cancel.cancel(); }});
  EXPECT_FALSE(report.complete);
  EXPECT_EQ(report.groups.size(), 1u);
}

TEST(RowModels, HaveNamesOfTheirOwnAndEachIsUsed) {
  use_source_data();
  std::set<std::string> used, known;
  for (const PublishedGroup& group : load_published(source_file("data/validation"))) {
    for (const PublishedRow& row : group.rows) {
      if (row.relation == Relation::not_modelled) continue;
      const RowModel* model = find_row_model(row.model);
      ASSERT_NE(model, nullptr) << row.model;
      EXPECT_EQ(row.unit, model->unit) << row.name;
      used.insert(row.model);
    }
  }
  for (const std::string& name : row_model_names()) {
    EXPECT_TRUE(known.insert(name).second) << name;
    EXPECT_TRUE(used.contains(name)) << name;
  }
  EXPECT_EQ(find_row_model("none"), nullptr);
}

/// The value of a model that needs no file.
double value_of(const std::string& model, const std::string& shared, const std::string& own) {
  const RowAnswer answer = find_row_model(model)->compute(
      {Config::parse(shared, "shared"), Config::parse(own, "own"), source_file("data/validation"), {}});
  EXPECT_TRUE(answer.value) << answer.why_not;
  return answer.value.value_or(0);
}

const std::string kDots =
    "signal_spread = 8\nmean_gain = 1\ngain_spread = 0\noffset_spread = 0\nnoise_after_correction = 2\n"
    "converter_bits = 11\n";

TEST(DotProductModels, WithoutGainsAndOffsetsTheNoiseIsAll) {
  EXPECT_NEAR(value_of("dot_product.raw_error", kDots, ""), 2, 0.01);
  EXPECT_NEAR(value_of("dot_product.corrected_bits", kDots, ""), 11 - std::log2(std::sqrt(12.0) * 2), 0.01);
}

TEST(DotProductModels, AKnownGainLeavesTheNoiseThatWasGiven) {
  const std::string uneven =
      "signal_spread = 8\nmean_gain = 0.8\ngain_spread = 0.05\noffset_spread = 1\nnoise_after_correction = "
      "2\n"
      "converter_bits = 11\n";
  EXPECT_NEAR(value_of("dot_product.corrected_bits", uneven, ""), 11 - std::log2(std::sqrt(12.0) * 2), 0.01);
  EXPECT_NEAR(value_of("dot_product.raw_error", uneven, ""),
              std::sqrt(std::pow(0.2 * 8, 2) + std::pow(0.8 * 0.05 * 8, 2) + 1 + 4), 0.05);
}

TEST(DotProductModels, QuantilesAreThoseOfANormalLaw) {
  EXPECT_NEAR(value_of("dot_product.error_quantile", "error_spread = 2", "share = 0.6827"), 2, 0.001);
}

TEST(FabricationModels, FinerHeatersGiveMoreBits) {
  use_source_data();
  const std::string shared = "chip = \"tron\"\nassumptions = \"audited\"\n";
  const auto bits = [&](const std::string& changes) {
    return value_of("control.weight_bits", shared, "changes = [" + changes + "]");
  };
  const std::string alone = "\"tuning.drift_temperature=0 K\", \"tuning.thermal_coupling=0\"";
  // An error that is uniform in steps half as large is half as large.
  EXPECT_NEAR(bits(alone + ", \"tuning.heater_bits=13\"") - bits(alone), 1, 0.05);
  EXPECT_LT(bits("\"tuning.drift_temperature=0.1 K\""), bits("\"tuning.drift_temperature=0.05 K\""));
}

}  // namespace
}  // namespace tron::study
