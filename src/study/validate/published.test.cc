#include "study/validate/published.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"
#include "base/testing/scratch_folder.h"
#include "base/testing/source_tree.h"

namespace tron::study {
namespace {

template <class Action>
std::string error_text(const Action& action) {
  return input_error_of(action).what();
}

using testing::HasSubstr;

const std::string kHead = "order = 1\nname = \"A\"\nabout = \"what is compared\"\n";
const std::string kFigure = "published = { value = 2, source = \"a paper\", tag = \"V1\" }\n";
const std::string kTolerance = "tolerance = { value = 0.5, source = \"a choice\", tag = \"U\" }\n";

std::string row(const std::string& figures, const std::string& more = "") {
  return kHead +
         "[row.first]\nquantity = \"a length\"\nunit = \"nm\"\norigin = \"measured\"\nmodel = \"a.model\"\n" +
         figures + more;
}

PublishedGroup group_of(const std::string& text) {
  const Config file = Config::parse(text, "file.toml");
  EXPECT_EQ(file.integer("order", 1, 1000), 1);
  return read_published(file, "file");
}

std::string refused(const std::string& text) {
  return error_text([&] { group_of(text); });
}

TEST(Published, ARowHasAFigureWithItsSourceAndATolerance) {
  const PublishedGroup group = group_of(row(kFigure + kTolerance + "uncertainty = 0.1\n"));
  ASSERT_EQ(group.rows.size(), 1u);
  const PublishedRow& first = group.rows[0];
  EXPECT_EQ(group.id, "file");
  EXPECT_EQ(first.name, "first");
  EXPECT_EQ(first.published.value, 2);
  EXPECT_EQ(first.published.provenance.source, "a paper");
  EXPECT_EQ(first.uncertainty, 0.1);
  EXPECT_EQ(first.tolerance->value, 0.5);
  EXPECT_EQ(first.relation, Relation::equal);
}

TEST(Published, AShareIsOfThePublishedValue) {
  const PublishedGroup group =
      group_of(row(kFigure + "tolerance_share = { value = 0.25, source = \"a choice\", tag = \"U\" }\n"));
  EXPECT_EQ(group.rows[0].tolerance->value, 0.5);
}

TEST(Published, ABoundNeedsNoTolerance) {
  const PublishedGroup group = group_of(row(kFigure, "relation = \"at_most\"\n"));
  EXPECT_FALSE(group.rows[0].tolerance);
}

TEST(Published, WhatIsNotModelledSaysHowLargeItIs) {
  EXPECT_THAT(refused(row(kFigure, "relation = \"not_modelled\"\n")), HasSubstr("differs"));
  const PublishedGroup group =
      group_of(row(kFigure, "relation = \"not_modelled\"\ndiffers = \"Size: 37 pm.\"\n"));
  EXPECT_EQ(group.rows[0].model, "");
  EXPECT_EQ(group.rows[0].differs, "Size: 37 pm.");
}

TEST(Published, RefusesFiguresWithoutSourceTagOrTolerance) {
  EXPECT_THAT(refused(row("published = 2\n" + kTolerance)), HasSubstr("without source"));
  EXPECT_THAT(refused(row("published = { value = 2, source = \"a paper\", tag = \"W\" }\n" + kTolerance)),
              HasSubstr("V1, V2, D, A"));
  EXPECT_THAT(refused(row(kFigure)), HasSubstr("no tolerance or two"));
  EXPECT_THAT(refused(row(kFigure + kTolerance +
                          "tolerance_share = { value = 0.1, source = \"a choice\", tag = \"U\" }\n")),
              HasSubstr("no tolerance or two"));
  EXPECT_THAT(refused(row(kFigure + "tolerance = { value = 0, source = \"a choice\", tag = \"U\" }\n")),
              HasSubstr("above 0"));
}

TEST(Published, RefusesNumbersOfSettingsWithoutSource) {
  EXPECT_THAT(refused(row(kFigure + kTolerance, "[setting]\nwidth = \"0.3 nm\"\n")),
              HasSubstr("without source"));
  EXPECT_THAT(refused(row(kFigure + kTolerance, "[setting]\nbits = 3\n")), HasSubstr("without source"));
  const PublishedGroup named =
      group_of(row(kFigure + kTolerance, "[setting]\nchip = \"tron\"\nchanges = [\"a.b=3\"]\n"));
  EXPECT_EQ(named.setting.text("chip"), "tron");
}

TEST(Published, RefusesAFileWithoutRows) {
  EXPECT_THAT(refused(kHead + "[row]\n"), HasSubstr("no row"));
}

TEST(Published, FilesComeInTheirOrder) {
  ScratchFolder folder;
  write_file(folder.at("b.toml"), row(kFigure + kTolerance));
  std::string last = row(kFigure + kTolerance);
  write_file(folder.at("a.toml"), last.replace(0, 9, "order = 2"));
  const auto groups = load_published(folder.path());
  ASSERT_EQ(groups.size(), 2u);
  EXPECT_EQ(groups[0].id, "b");
  EXPECT_EQ(groups[1].id, "a");
}

TEST(Published, AFolderWithoutDescriptionsIsRefused) {
  ScratchFolder folder;
  EXPECT_THAT(error_text([&] { load_published(folder.path()); }), HasSubstr("*.toml"));
}

TEST(Published, WhatIsShippedIsComplete) {
  use_source_data();
  const auto groups = load_published(source_file("data/validation"));
  std::size_t rows = 0;
  for (const PublishedGroup& group : groups) rows += group.rows.size();
  EXPECT_GE(groups.size(), 9u);
  EXPECT_GE(rows, 60u);
}

}  // namespace
}  // namespace tron::study
