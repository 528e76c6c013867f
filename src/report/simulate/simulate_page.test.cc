#include "report/simulate/simulate_page.h"

#include <cstdlib>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/source_tree.h"
#include "base/text/utf8.h"
#include "report/draw/squeezed_for_test.h"
#include "report/simulate/example_simulation.h"

namespace tron::report {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(SimulatePage, SaysWhatIsSimulated) {
  const std::string text = squeezed(simulated_subject_section(example_simulate_report()));
  EXPECT_THAT(text, HasSubstr("example (data/network/example.toml): bert, 3 layers, width 64, 4 heads"));
  EXPECT_THAT(text, HasSubstr("workload 2 samples of 128 tokens at once"));
  EXPECT_THAT(text, HasSubstr("model event simulation"));
  EXPECT_THAT(text,
              HasSubstr("assumptions paper: query: 4 arrays of 16 rows x 16 channels, symbol time 800 ps, "
                        "tile programmed in 20 ns"));
  EXPECT_THAT(text, HasSubstr("assumptions audited:"));
}

TEST(SimulatePage, NamesPoolsThatAreAlikeTogether) {
  SimulateReport report = example_simulate_report();
  ArrayPool pool = report.runs[0].chip.machine.pools[0];
  pool.name = "key";
  report.runs[0].chip.machine.pools.push_back(pool);
  pool.name = "core", pool.columns = 8, pool.passes = 2, pool.streams_both = true;
  report.runs[0].chip.machine.pools.push_back(pool);
  const std::string text = squeezed(simulated_subject_section(report));
  EXPECT_THAT(text, HasSubstr("query, key: 4 arrays"));
  EXPECT_THAT(text,
              HasSubstr("core: 4 arrays of 16 rows x 16 channels x 8 columns, 2 passes, symbol time 800 ps, "
                        "both operands stream"));
}

TEST(SimulatePage, TellsTheAnswerInWords) {
  const std::string text = squeezed(simulated_sentences_section(example_simulate_report()));
  EXPECT_THAT(text, HasSubstr("Under the paper assumptions example takes 20 us on TRON (2 samples of 128 "
                              "tokens at once): 100 000 inferences per second, 500 GOPS."));
  EXPECT_THAT(
      text,
      HasSubstr("One inference takes 5.001 uJ (125 fJ/bit); largest shares: laser 60 %, adc 22 %, table 10 "
                "%."));
  EXPECT_THAT(text, HasSubstr("draws 500 mW on average and 1.5 W at peak. Its area is 6.252 mm^2."));
  EXPECT_THAT(text, HasSubstr("The busiest unit is query, 75 % of the time. The closed-form bound is 16 us "
                              "(limit: query); the event model takes 1.25 times as long."));
  EXPECT_THAT(text, HasSubstr("Under the audited assumptions example takes 40 us"));
  EXPECT_THAT(text, Not(HasSubstr("prompt")));
}

TEST(SimulatePage, NamesWhatLimitsSpeedAndEnergy) {
  SimulateReport report = example_simulate_report();
  std::string text = squeezed(limits_section(report));
  EXPECT_THAT(text, HasSubstr("What limits speed: paper assumptions"));
  EXPECT_THAT(text,
              HasSubstr("The busiest arrays, query, stream symbols for 50 % of the time and program tiles "
                        "for 25 %. Each symbol takes 800 ps: 500 ps ADC (device.adc.rate), 300 ps "
                        "electro-optic tuning (device.eo_tuner.latency, tuning.eo_in_symbol); faster, at the "
                        "same time: DAC 100 ps. Each tile is programmed in 20 ns: 20 ns as set "
                        "(pool.query.program)."));
  EXPECT_THAT(text, HasSubstr("sizes.heads 4 8 -30.0 % +10.0 % +50.0 %"));
  EXPECT_THAT(text, HasSubstr("device.to_tuner.power_per_fsr 27.5 mW 13.75 mW - -50.0 % -"));
  EXPECT_THAT(text, HasSubstr("Each of 186 settings"));
  report.runs[1].limits.refused = {{"tuning.eo_in_symbol", "true", "false", 1, 1, 1, "too much light"}};
  text = squeezed(limits_section(report));
  EXPECT_THAT(text, HasSubstr("tuning.eo_in_symbol=false alone is infeasible: too much light."));
  report.runs[0].limits.speed.clear();
  EXPECT_THAT(squeezed(limits_section(report)), HasSubstr("No single setting, halved, doubled or switched,"));
  for (SimulateRun& run : report.runs) run.limits = {};
  text = squeezed(limits_section(report));
  EXPECT_THAT(text, HasSubstr("What limits speed: paper assumptions"));
  EXPECT_THAT(text, HasSubstr("tron simulate --limits finds the settings"));
}

TEST(SimulatePage, TellsDecodingFromThePrompt) {
  SimulateReport report = example_simulate_report();
  report.runs[0].simulation.generate = 16;
  report.runs[0].simulation.decoding = example_decoding();
  const std::string words = squeezed(simulated_sentences_section(report));
  EXPECT_THAT(words, HasSubstr("2 samples of 128 tokens at once, then 16 decoded one by one"));
  EXPECT_THAT(words,
              HasSubstr("The prompt takes 20 us. Each further token takes 4 us on average (500 000 tokens "
                        "per second) and 2 uJ."));
  const std::string table = squeezed(headline_section(report));
  EXPECT_THAT(table, HasSubstr("tokens per second 500 k"));
  EXPECT_THAT(squeezed(simulated_steps_section(report)), HasSubstr("paper assumptions, last token decoded"));
  EXPECT_THAT(squeezed(headline_section(example_simulate_report())), Not(HasSubstr("tokens per second")));
}

TEST(SimulatePage, PutsAssumptionSetsSideBySide) {
  const std::string text = squeezed(headline_section(example_simulate_report()));
  EXPECT_THAT(text, HasSubstr("paper audited"));
  EXPECT_THAT(text, HasSubstr("latency of one inference 12 us 24 us"));
  EXPECT_THAT(text, HasSubstr("latency of the batch 20 us 40 us"));
  EXPECT_THAT(text, HasSubstr("event model 20 us 40 us bound 16 us 32 us set by query query"));
  EXPECT_THAT(text, HasSubstr("throughput 500 GOPS 250 GOPS"));
  EXPECT_THAT(text, HasSubstr("EPB is energy over operations times operand bits (8)."));
}

TEST(SimulatePage, SaysWhereTheEventModelDidNotRun) {
  SimulateReport report = example_simulate_report();
  for (SimulateRun& run : report.runs) {
    run.simulation.model = TimeModel::bound;
    run.simulation.event_latency_s = 0;
  }
  EXPECT_THAT(squeezed(headline_section(report)), HasSubstr("event model not run not run"));
  EXPECT_THAT(squeezed(simulated_subject_section(report)), HasSubstr("model closed-form bound"));
  EXPECT_THAT(squeezed(simulated_sentences_section(report)), Not(HasSubstr("closed-form bound")));
}

TEST(SimulatePage, BreaksEnergyPowerAndAreaDown) {
  const SimulateReport report = example_simulate_report();
  const std::string energy = squeezed(energy_section(report));
  EXPECT_THAT(energy, HasSubstr("laser 6 uJ 60.0 % 6 uJ 60.0 % adc 2 uJ 20.0 % 2 uJ 20.0 % 2 smaller 3 nJ"));
  EXPECT_THAT(energy, HasSubstr("by device paper share audited share"));
  EXPECT_THAT(energy, HasSubstr("adc 2.25 uJ 22.5 %"));
  EXPECT_THAT(squeezed(power_section(report)),
              HasSubstr("chip 500 mW 100.0 % 1.5 W 100.0 % 250 mW 100.0 % 750 mW 100.0 %"));
  EXPECT_THAT(squeezed(area_section(report)), HasSubstr("laser 4 mm^2 64.0 %"));
}

TEST(SimulatePage, FoldsEqualLayers) {
  SimulateReport report = example_simulate_report();
  EXPECT_THAT(squeezed(simulated_layers_section(report)),
              HasSubstr("layers 0-2, each 1 M 5 us 25.0 % 2 uJ 20.0 % 5 us 12.5 %"));
  report.runs[1].simulation.layers[2].energy_j *= 2;
  const std::string text = squeezed(simulated_layers_section(report));
  EXPECT_THAT(text, HasSubstr("layer 0 1 M"));
  EXPECT_THAT(text, HasSubstr("layer 1 1 M"));
  EXPECT_THAT(text, Not(HasSubstr("each")));
}

TEST(SimulatePage, ListsTheStepsOfATypicalLayer) {
  const std::string text = squeezed(simulated_steps_section(example_simulate_report()));
  EXPECT_THAT(text, HasSubstr("Steps of layers 0-2, each: paper assumptions"));
  EXPECT_THAT(text, HasSubstr("attention.query query 0 s 2 us 1.5 us 1 uJ 37.5 % 300 k 4.1 kB 8.19 kB"));
  EXPECT_THAT(text, HasSubstr("attention.softmax softmax 1 us 3 us"));
  EXPECT_THAT(text, Not(HasSubstr("classifier")));
}

TEST(SimulatePage, ShowsWhatUnitsWaitFor) {
  const std::string text = squeezed(usage_section(example_simulate_report()));
  EXPECT_THAT(text, HasSubstr("query arrays 50.0 % 25.0 % - - 25.0 % - 5 5.0 %"));
  EXPECT_THAT(text, HasSubstr("main memory port 20.0 % - - - - 80.0 % - -"));
}

TEST(SimulatePage, PlacesProductsUnderTheRoof) {
  const std::string text = roofline_section(example_simulate_report());
  EXPECT_THAT(text, HasSubstr("Peak of all arrays 20 000 GOPS; main memory 100 GB/s"));
  EXPECT_THAT(squeezed(text), HasSubstr("lies at 200 operations per byte"));
  EXPECT_THAT(squeezed(text), HasSubstr("attention.query 0-2 query 1 000 250 5 000 10 000 50 % arrays"));
  EXPECT_THAT(text, HasSubstr("c: classifier"));
}

TEST(SimulatePage, PlacesAProductOfManyLayersOnce) {
  SimulateReport report = example_simulate_report();
  report.runs.resize(1);
  std::vector<RooflinePoint>& points = report.runs[0].simulation.roof.points;
  RooflinePoint first = points[0];
  first.repeats = 1, points[0].layer = 1;
  points[0].name = "encoder.1.attention.query";
  RooflinePoint other = first;
  other.name = "decoder.4.attention.query", other.layer = 4;
  points.insert(points.begin(), first);
  points.push_back(other);
  const std::string text = squeezed(roofline_section(report));
  EXPECT_THAT(text, HasSubstr("attention.query 1-3 query"));
  EXPECT_THAT(text, HasSubstr("attention.query 4 query"));
  EXPECT_THAT(text, Not(HasSubstr("attention.query 0 query")));
}

TEST(SimulatePage, HasNoPlotWithoutBytes) {
  SimulateReport report = example_simulate_report();
  for (SimulateRun& run : report.runs) {
    for (RooflinePoint& point : run.simulation.roof.points) point.intensity = 0;
    run.simulation.roof.main_memory_bytes_per_s = 0;
  }
  const std::string text = roofline_section(report);
  EXPECT_THAT(text, Not(HasSubstr("log10")));
  EXPECT_THAT(text, HasSubstr("main memory never limits"));
}

TEST(SimulatePage, ToldWhatSpillsAndStays) {
  SimulateReport report = example_simulate_report();
  report.runs[1].simulation.spilled_bytes = 2e6;
  report.runs[1].simulation.weights_resident = true;
  report.runs[1].simulation.notes = {"other"};
  const std::string text = squeezed(program_section(report));
  EXPECT_THAT(text, HasSubstr("are fetched each pass (buffer: 1 MB) in the buffer (1 MB)"));
  EXPECT_THAT(text, HasSubstr("values spilled none 2 MB"));
  EXPECT_THAT(text, HasSubstr("4 000, 100 one by one"));
  EXPECT_THAT(text, HasSubstr("Note (audited): other"));
  EXPECT_THAT(text, Not(HasSubstr("cached")));
}

TEST(SimulatePage, CountsTheCacheAfterTheLastToken) {
  SimulateReport report = example_simulate_report();
  report.runs[0].simulation.cache_bytes = 1000;
  report.runs[0].simulation.decoding = example_decoding();
  EXPECT_THAT(squeezed(program_section(report)), HasSubstr("cached keys and values 65.5 kB"));
}

TEST(SimulatePage, NamesWhereItComesFrom) {
  const std::string text = squeezed(trace_back_section(example_simulate_report()));
  EXPECT_THAT(text, HasSubstr("tron 0.1.0; assumption sets: paper, audited"));
  EXPECT_THAT(text, HasSubstr("To repeat: tron simulate"));
}

TEST(SimulatePage, FitsATerminal) {
  std::istringstream page(simulate_page(example_simulate_report()));
  std::string line;
  while (std::getline(page, line)) EXPECT_LE(display_width(line), 120u) << line;
}

// TRON_UPDATE_GOLDEN=1 writes the page anew: read the difference before committing.
TEST(SimulatePage, IsThisWordForWord) {
  const std::string path = source_file("tests/golden/simulate_page.txt");
  const std::string page = simulate_page(example_simulate_report());
  if (std::getenv("TRON_UPDATE_GOLDEN") != nullptr) write_file(path, page);
  EXPECT_EQ(page, read_file(path));
}

TEST(SimulatePage, WritesNumbersForReaders) {
  EXPECT_EQ(gops(1.8e13), "18 000 GOPS");
  EXPECT_EQ(gops(1.5e9), "1.5 GOPS");
  EXPECT_EQ(bytes_text(0), "none");
  EXPECT_EQ(short_step_name("encoder.11.attention.scores"), "attention.scores");
  EXPECT_EQ(short_step_name("stem.embed"), "stem.embed");
  EXPECT_EQ(short_step_name("a.b.c"), "a.b.c");
  EXPECT_EQ(typical_layer({}), -1);
}

TEST(SimulatePage, SaysThatItWasCutShort) {
  SimulateReport report = example_simulate_report();
  EXPECT_THAT(simulate_page(report), Not(HasSubstr("Interrupted")));
  report.complete = false;
  EXPECT_THAT(simulate_page(report), HasSubstr("Interrupted"));
}

}  // namespace
}  // namespace tron::report
