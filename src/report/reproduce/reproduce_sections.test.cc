#include "report/reproduce/reproduce_sections.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

Comparison row(const std::string& name, Ratio throughput, Ratio energy = {}) {
  Comparison c;
  c.baseline = name;
  c.workload = "bert-base";
  c.year = 2021;
  c.kind = BaselineKind::gpu;
  c.same_network = true;
  c.throughput = {throughput, throughput};
  c.energy = {energy, energy};
  return c;
}

ReproduceReport report_of(std::vector<Comparison> rows) {
  ReproduceReport r;
  r.claims.name = "TRON";
  r.claims.throughput_ratio = 14, r.claims.energy_ratio = 8;
  r.end_to_end = std::move(rows);
  return r;
}

TEST(ReproduceSections, AClaimHoldsOnlyIfNothingSpeaksAgainstIt) {
  const Ratio yes{20, Bound::exact, Verdict::holds}, no{2, Bound::exact, Verdict::fails},
      open{20, Bound::at_most, Verdict::open};
  EXPECT_THAT(finding_section(report_of({row("a", yes)})), HasSubstr("and holds against all (1 of 1)"));
  EXPECT_THAT(finding_section(report_of({row("a", yes), row("b", no)})),
              HasSubstr("and DOES NOT HOLD against all (1 of 2)"));
  EXPECT_THAT(finding_section(report_of({row("a", yes), row("b", open)})), HasSubstr("is open"));
}

TEST(ReproduceSections, TheRememberedListIsCountedApart) {
  ReproduceReport r =
      report_of({row("a", {20, Bound::exact, Verdict::holds}), row("b", {2, Bound::exact, Verdict::fails})});
  r.end_to_end[0].id = "a";
  r.claims.compared = {"a"};
  const std::string text = finding_section(r);
  EXPECT_THAT(text, HasSubstr("holds against the accelerators recalled from the paper"));
  EXPECT_THAT(text, HasSubstr("DOES NOT HOLD against all"));
  EXPECT_THAT(text, HasSubstr("the lowest ratio is 2.00, against b, bert-base"));
}

TEST(ReproduceSections, KindsStandInTablesOfTheirOwn) {
  Comparison pim = row("PIM chip", {3, Bound::exact, Verdict::fails});
  pim.kind = BaselineKind::pim;
  Comparison host = row("this CPU", {90, Bound::exact, Verdict::holds});
  host.year = 0;
  const std::string page =
      end_to_end_section(report_of({row("GPU card", {2, Bound::exact, Verdict::fails}), pim, host}));
  const std::size_t here = page.find("this CPU"), gpu = page.find("GPU card"), memory = page.find("PIM chip");
  EXPECT_LT(page.find("This machine\n"), here);
  EXPECT_LT(here, gpu);
  EXPECT_LT(gpu, memory);
  EXPECT_THAT(page, Not(HasSubstr("FPGAs")));
  EXPECT_THAT(page, HasSubstr("2.00 no"));
  EXPECT_THAT(page, HasSubstr("none found"));
}

TEST(ReproduceSections, AFoundGpuIsNamed) {
  ReproduceReport r = report_of({});
  r.host.gpus = {"NVIDIA X"};
  EXPECT_THAT(end_to_end_section(r), HasSubstr("NVIDIA X"));
}

TEST(ReproduceSections, BoundsAndLongestSamplesAreMarked) {
  Comparison c = row("a", {2, Bound::at_least, Verdict::open}, {0.5, Bound::loose, Verdict::open});
  c.sequence = 384;
  c.longest = true;
  c.figures.epb = Derived{1.3e-12, Bound::at_most, "", {"V1"}};
  c.figures.throughput = Derived{734e9, Bound::exact, "", {"R(0.5)"}};
  c.same_network = false;
  const std::string page = end_to_end_section(report_of({c}));
  for (const char* text : {"bert-base <=384", ">= 2.00 ?", "~ 0.500 ?", "<= 1.30", "(recalled)", "*\n"})
    EXPECT_THAT(page, HasSubstr(text));
}

TEST(ReproduceSections, LongNamesOfNetworksAreCut) {
  Comparison c = row("a", {2, Bound::exact, Verdict::fails});
  c.workload = "deit-tiny, deit-small, deit-base, bert-base";
  EXPECT_THAT(end_to_end_section(report_of({c})), HasSubstr("deit-tiny, deit-small, ... "));
}

TEST(ReproduceSections, PeaksShowTheChipFirst) {
  ReproduceReport r = report_of({});
  ChipRow chip;
  ModelPoint p;
  p.peak_ops_per_s = 40e12, p.peak_power_w = 200, p.area_m2 = 1e-4;
  chip.answer = {ModelAnswer{p, ""}, ModelAnswer{std::nullopt, "no light"}};
  r.single = {chip};
  const std::string page = peak_section(r);
  EXPECT_THAT(page, HasSubstr("TRON, paper"));
  EXPECT_THAT(page, HasSubstr("40 000"));
  EXPECT_THAT(page, Not(HasSubstr("TRON, audited")));
  EXPECT_THAT(chip_rows_section(r), HasSubstr("none: no light"));
}

TEST(ReproduceSections, ABandSaysWhatIsCountedAndWhereTheChipStands) {
  ReproduceReport r = report_of({});
  EXPECT_EQ(band_section(r), "");
  const auto system = [](const std::string& name, double ops_per_j) {
    return BandSystem{name, name, "a", Scope::peak, {ops_per_j, Bound::exact, "published", {"V1"}}};
  };
  r.bands = {{BandGroup::fabricated, Counted::everything, {system("Old", 1e12), system("New", 3e12)}},
             {BandGroup::simulated, Counted::not_stated, {system("Paper chip", 20e12)}}};
  ChipRow chip;
  ModelPoint good, bad;
  good.energy_per_op_j = 0.1e-12, good.peak_ops_per_s = 40e12, good.peak_power_w = 2;
  bad.energy_per_op_j = 10e-12;
  chip.answer = {ModelAnswer{good, ""}, ModelAnswer{bad, ""}};
  r.single = {chip};
  const std::string page = band_section(r);
  EXPECT_THAT(page, HasSubstr("electronics and lasers       2    1.00    2.00     3.00"));
  EXPECT_THAT(page, HasSubstr(", power counts electronics and lasers: Old (1.00); New (3.00)."));
  EXPECT_THAT(page, HasSubstr("`paper`: 10.0 to 10.0 TOPS/W on networks is above all of the 2 fabricated"));
  EXPECT_THAT(page, HasSubstr("`audited`: 0.100 to 0.100 TOPS/W on networks is below all of the 2"));
  EXPECT_THAT(page, HasSubstr("TRON, paper, peak"));
  EXPECT_THAT(page, Not(HasSubstr("TRON, audited, peak")));
}

TEST(ReproduceSections, AListingInvertsTheBoundOfItsEnergy) {
  ReproduceReport r = report_of({});
  EXPECT_EQ(device_section(r), "");
  Listing limit;
  limit.baseline = "limits", limit.kind = BaselineKind::photonic, limit.evidence = Evidence::limit;
  limit.figures.energy_per_op = Derived{0.1e-12, Bound::at_least, "", {"V2"}};
  Listing silent;
  silent.baseline = "no rate";
  limit.workload = "ring bank", limit.note = "at most 100 x 100";
  r.device = {limit, silent};
  const std::string page = device_section(r);
  EXPECT_THAT(page, HasSubstr("<= 10 000"));
  EXPECT_THAT(page, HasSubstr("not stated"));
  EXPECT_THAT(page, HasSubstr("  limits, ring bank: at most 100 x 100.\n"));
  EXPECT_THAT(page, Not(HasSubstr("no rate")));
}

TEST(ReproduceSections, EffectsNameDesignsThatCannotBe) {
  ReproduceReport r = report_of({});
  Effects e;
  e.request.network = "bert-base";
  e.differences = {{{"a.b", {"1", "2"}, {}}, {2, 0.5, ""}, {std::nullopt, std::nullopt, "too much light"}}};
  e.all = {2, 0.25, ""};
  r.effects = e;
  const std::string page = differences_section(r);
  EXPECT_THAT(page, HasSubstr("a.b=1 under audited: no such design: too much light"));
  EXPECT_THAT(page, HasSubstr("all of them"));
  EXPECT_THAT(page, HasSubstr("2.00"));
  EXPECT_EQ(sensitivity_section(r), "");
}

}  // namespace
}  // namespace tron::report
