#include "report/infer/infer_page.h"

#include <algorithm>
#include <limits>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/infer/example_report.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

/// Runs of blanks and line ends as one blank, so that wrapping does not matter.
std::string squeezed(const std::string& text) {
  std::istringstream words(text);
  std::string out, word;
  while (words >> word) out += (out.empty() ? "" : " ") + word;
  return out;
}

TEST(InferPage, SaysWhatRan) {
  const std::string text = squeezed(subject_section(example_report()));
  for (const char* part :
       {"example (data/network/example): vit, 2 layers, width 8, 2 heads, 12 345 parameters",
        "images: 200 images", "first 16 images of train", "attention: 84 arrays of 16 rows x 16 wavelengths",
        "assumptions paper: 1.25 G symbols",
        "assumptions audited: ", "Q 8000, 16 channels 1.1 nm apart, 8 drive bits, compensation static",
        "tron 0.1.0; AVX2; 2 threads"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(InferPage, ListsEveryFidelityUnderEveryAssumptionSet) {
  const std::string text = squeezed(fidelity_section(example_report()));
  EXPECT_THAT(text, HasSubstr("paper digital 180 of 200 90.0 % 85.1 .. 93.4 % 100.0 % 1.50 s"));
  EXPECT_THAT(text, HasSubstr("audited photonic 140 of 200 70.0 % 63.3 .. 75.9 % 75.0 % 1.50 s"));
}

TEST(InferPage, ComparesWithDigitalInWords) {
  const std::string text = squeezed(sentences_section(example_report()));
  EXPECT_THAT(
      text, HasSubstr("In exact arithmetic (digital) the network answers 180 of 200 images right (90.0 %)."));
  EXPECT_THAT(text,
              HasSubstr("On the simulated chip (photonic) the network answers 140 of 200 images right (70.0 "
                        "%), 40 fewer than digital; 75.0 % of its answers agree with digital."));
  EXPECT_THAT(text, Not(HasSubstr("overlap")));
  EXPECT_THAT(text, HasSubstr("A row with every channel fully open has 6.2 usable bits (an operand has 8)."));
}

TEST(InferPage, AdmitsWhenSamplesAreTooFew) {
  InferReport report = example_report();
  report.runs[0].evaluation.results[1] = example_result(Fidelity::photonic, 178, 0.97);
  EXPECT_THAT(
      squeezed(sentences_section(report)),
      HasSubstr("answers 178 of 200 images right (89.0 %), 2 fewer than digital; 97.0 % of its answers "
                "agree with digital. The 95 % intervals overlap: the difference is within the uncertainty "
                "of 200 images."));
}

TEST(InferPage, AddsTheOtherFidelities) {
  InferReport report = example_report();
  auto& results = report.runs[0].evaluation.results;
  results.push_back(example_result(Fidelity::quantized, 179, 0.99));
  results.push_back(example_result(Fidelity::moments, 141, 0.76));
  EXPECT_THAT(
      squeezed(sentences_section(report)),
      HasSubstr(
          "(quantized), 179 are right, 1 fewer than digital. The statistical approximation (moments) gives "
          "70.5 %."));
}

TEST(InferPage, SaysWhichSetCountsNoNoise) {
  InferReport report = example_report();
  report.runs[0].chip.noise = {false, false, false};
  EXPECT_THAT(squeezed(sentences_section(report)), HasSubstr(" This set omits the detector's noise."));
}

TEST(InferPage, SaysWhenLightIsBetter) {
  InferReport report = example_report();
  report.subject.noun = "sentence", report.subject.nouns = "sentences";
  report.runs[0].evaluation.results[1] = example_result(Fidelity::photonic, 181, 0.97);
  EXPECT_THAT(squeezed(sentences_section(report)),
              HasSubstr("answers 181 of 200 sentences right (90.5 %), 1 more than digital"));
}

TEST(InferPage, BlamesTheMostDamagingSource) {
  const std::string text = squeezed(sentences_section(example_report()));
  EXPECT_THAT(
      text,
      HasSubstr("The largest source of error is inter-channel crosstalk: alone it lowers the "
                "signal-to-error ratio of the logits from 30.0 to 19.0 dB; the accuracy changes from 90.0 "
                "% to 84.0 % (within the uncertainty of 200 images). Settings that affect it: "
                "bank.spacing, device.microring.quality_factor, compensation.activations, "
                "compensation.dynamic. The next largest is weight DAC (27.0 dB, 89.0 %)."));
  EXPECT_THAT(text,
              HasSubstr("Removing inter-channel crosstalk alone helps most: the ratio rises from 18.0 to "
                        "25.0 dB; the accuracy changes from 82.0 % to 88.0 % (within the uncertainty of "
                        "200 images)."));
}

TEST(InferPage, CallsEqualAccuraciesNoDifference) {
  InferReport report = example_report();
  Attribution& a = *report.runs[0].evaluation.attribution;
  for (AttributionRow& row : a.rows)
    row.accuracy_alone = a.accuracy_none, row.accuracy_without = a.accuracy_all;
  const std::string text = squeezed(sentences_section(report));
  EXPECT_THAT(text, HasSubstr("to 19.0 dB; the accuracy stays at 90.0 % (no measurable difference)."));
  EXPECT_THAT(text, HasSubstr("to 25.0 dB; the accuracy stays at 82.0 % (no measurable difference)."));
  EXPECT_THAT(squeezed(attribution_section(report)),
              HasSubstr("inter-channel crosstalk 90.0 % 0.0 19.0 82.0 % 0.0 25.0 +7.0"));
}

TEST(InferPage, NamesTheSettingsOfSourcesThatCost) {
  const std::string text = squeezed(attribution_section(example_report()));
  EXPECT_THAT(text, HasSubstr("weight DAC bank.drive_bits, bank.drive_range"));
  EXPECT_THAT(text, Not(HasSubstr("shot noise device"))) << "costs nothing";
}

TEST(InferPage, TellsWhatPartialSumsUseOfTheLight) {
  InferReport report = example_report();
  EXPECT_THAT(link_section(report), Not(HasSubstr("partial sum")));
  PartialSums sums;
  sums.light_scale = 0.6, sums.weight_scale = 0.2;
  sums.typical = 0.013, sums.adc_share = 0.14, sums.largest = 0.19;
  sums.typical_bits = 1.8, sums.largest_bits = 5.6;
  sums.hint = {"bank.drive_range", "200 pm", "500 pm", 0.12, 0.5};
  report.runs[1].partial_sums = sums;
  const std::string link = squeezed(link_section(report)), words = squeezed(sentences_section(report));
  EXPECT_THAT(link, HasSubstr("full scale of the banks - 0.60 x 0.20"));
  EXPECT_THAT(link, HasSubstr("partial sum, typical - 1.3 % of the row, 14 % of the ADC"));
  EXPECT_THAT(link, HasSubstr("usable bits, typical sum - 1.80"));
  EXPECT_THAT(link, HasSubstr("Under the audited assumptions the banks modulate 12 % of the light. "
                              "bank.drive_range = 500 pm (now 200 pm) would raise this to 50 %"));
  EXPECT_THAT(words, HasSubstr("A typical partial sum fills 1.3 % of that row and has 1.8 usable bits."));
  report.runs[1].partial_sums->typical_bits = -0.1;
  EXPECT_THAT(squeezed(sentences_section(report)), HasSubstr("of that row and lies below the noise."));
}

TEST(InferPage, SaysMostOnlyWhereItIsMost) {
  InferReport report = example_report();
  report.runs[0].evaluation.attribution->rows[1].ser_alone_db = 22;  // 40 % of the error power of 18 dB
  EXPECT_THAT(squeezed(sentences_section(report)),
              HasSubstr("The largest source of error is inter-channel crosstalk"));
}

TEST(InferPage, BlamesNobodyWithoutCause) {
  InferReport report = example_report();
  report.runs[0].evaluation.attribution->rows = {{Source::shot, 0.9, 29.9, 0.82, 18}};
  EXPECT_THAT(squeezed(sentences_section(report)), HasSubstr("No source of error alone changes the logits"));
}

TEST(InferPage, SortsTheAttributionByDamage) {
  const auto rows = by_damage(example_attribution());
  EXPECT_EQ(rows[0].source, Source::crosstalk);
  EXPECT_EQ(rows[1].source, Source::weight_dac);
  EXPECT_EQ(rows[2].source, Source::shot);
  const std::string text = squeezed(attribution_section(example_report()));
  EXPECT_THAT(text, HasSubstr("inter-channel crosstalk 84.0 % -6.0 19.0 88.0 % +6.0 25.0 +7.0"));
}

TEST(InferPage, NamesSourcesThatDoNotAct) {
  InferReport report = example_report();
  Attribution& a = *report.runs[0].evaluation.attribution;
  a.rows.push_back({Source::drift, a.accuracy_none, a.ser_none_db, a.accuracy_all, a.ser_all_db});
  const std::string text = squeezed(attribution_section(report));
  EXPECT_THAT(text, HasSubstr("Without effect here: drift."));
  EXPECT_THAT(text, Not(HasSubstr("drift 90.0 %")));
}

TEST(InferPage, PutsLinkBudgetsSideBySide) {
  InferReport report = example_report();
  report.runs[1].chip.budget.losses = {{"coupler", {1.5}, 1}};
  const std::string text = squeezed(link_section(report));
  EXPECT_THAT(text, HasSubstr("loss: splitter 0.52 dB (4 x 0.13 dB) -"));
  EXPECT_THAT(text, HasSubstr("loss: coupler - 1.50 dB"));
  EXPECT_THAT(text, HasSubstr("laser, one channel 500 uW (-3.0 dBm) 500 uW (-3.0 dBm)"));
  EXPECT_THAT(text, HasSubstr("usable bits, full row 6.25 6.25"));
}

TEST(InferPage, ShowsTheLastStepOfEachLayer) {
  const std::string text = squeezed(layer_section(example_report()));
  EXPECT_THAT(text, HasSubstr("assumptions fidelity layer 0 layer 1 logits"));
  EXPECT_THAT(text, HasSubstr("paper photonic 25.0 23.0 22.0 audited photonic 25.0 23.0 22.0"));
}

TEST(InferPage, CountsConversions) {
  const std::string text = squeezed(conversion_section(example_report()));
  EXPECT_THAT(text, HasSubstr("paper photonic 1 M 62.5 k 25 (0.04 %) 7 4.096 k"));
  EXPECT_THAT(text, Not(HasSubstr("digital")));
}

TEST(InferPage, WorksForWhatCtrlCLeft) {
  InferReport report = example_report();
  report.runs[1].evaluation = {};
  report.runs[1].evaluation.complete = false;
  report.runs[0].evaluation.results[1].samples = 0;
  EXPECT_FALSE(report.complete());
  const std::string page = infer_page(report);
  EXPECT_THAT(page, HasSubstr("Interrupted"));
  EXPECT_THAT(page, Not(HasSubstr("nan")));
}

TEST(InferPage, KeepsToItsWidth) {
  std::istringstream lines(infer_page(example_report()));
  std::string line;
  while (std::getline(lines, line)) EXPECT_LE(line.size(), 120u) << line;
}

TEST(InferPage, ShowsWhatCalibrationFoundOnceWhereSetsAgree) {
  InferReport report = example_report();
  for (InferRun& run : report.runs) {
    run.evaluation.scales = {{"encoder.0.query", 0, {4, 0, 1.5f, 0, 0, 1, 1000, 2}},
                             {"encoder.0.up", 0, {30, 0, 2, 0, 0, 1, 500, 3}},
                             {"classifier", -1, {2, 0, 1, 0, 0, 1, 10, 0}}};
  }
  const std::string text = squeezed(scale_section(report));
  EXPECT_THAT(text, HasSubstr("0 encoder.0.up 30 1 30.0 5 1 500 2"));
  EXPECT_THAT(text, HasSubstr("stem, head classifier 2 1 2.0 0 10 1"));
  EXPECT_THAT(text, Not(HasSubstr("audited")));
  report.runs[1].evaluation.scales[0].range.a_max = 5;
  EXPECT_THAT(scale_section(report), HasSubstr("audited"));
}

TEST(Decibels, NameWhatIsNoNumber) {
  EXPECT_EQ(decibels(12.34), "12.3");
  EXPECT_EQ(decibels(INFINITY), "exact");
  EXPECT_EQ(decibels(std::numeric_limits<double>::quiet_NaN()), "-");
}

}  // namespace
}  // namespace tron::report
