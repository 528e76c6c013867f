#include "chip/time_terms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/source_tree.h"
#include "chip/chip.h"

namespace tron::chip {
namespace {

using testing::ElementsAre;

ArrayPool first_pool(const std::string& chip, const std::string& set,
                     const std::vector<std::string>& settings = {}) {
  use_source_data();
  return load_chip(chip, set, settings)->machine.pools.front();
}

Time sum_of(const std::vector<TimeTerm>& terms) {
  Time sum;
  for (const TimeTerm& term : terms) {
    if (term.counts) sum = sum + term.time;
  }
  return sum;
}

const TimeTerm* term_of(const std::vector<TimeTerm>& terms, const std::string& device) {
  for (const TimeTerm& term : terms)
    if (term.what == device) return &term;
  return nullptr;
}

TEST(TimeTerms, AddUpToTheSymbolAndTheTile) {
  for (const char* chip : {"tron", "crosslight", "systolic", "lt-dptc-base-8bit", "lt-mrr-bank-8bit"}) {
    for (const char* set : {"paper", "audited"}) {
      if (std::string(chip) == "lt-dptc-base-8bit" && std::string(set) == "audited")
        continue;  // no such light
      const ArrayPool pool = first_pool(chip, set);
      EXPECT_DOUBLE_EQ(sum_of(pool.symbol_terms).si, pool.symbol.si) << chip << " " << set;
      EXPECT_NEAR(sum_of(pool.program_terms).si, pool.program.si, 1e-15) << chip << " " << set;
    }
  }
}

TEST(TimeTerms, NameTheSettingsThatMoveThem) {
  const ArrayPool pool = first_pool("tron", "audited");
  const TimeTerm* tuning = term_of(pool.symbol_terms, "eo_tuner");
  ASSERT_NE(tuning, nullptr);
  EXPECT_THAT(tuning->settings, ElementsAre("device.eo_tuner.latency", "tuning.eo_in_symbol"));
  EXPECT_NEAR(tuning->time.si, 20e-9, 1e-15);
  const TimeTerm* adc = term_of(pool.symbol_terms, "adc");
  EXPECT_THAT(adc->settings, ElementsAre("device.adc.latency"));
  EXPECT_TRUE(adc->counts);
  EXPECT_FALSE(term_of(pool.symbol_terms, "tia")->counts);
  EXPECT_EQ(term_of(first_pool("tron", "paper").symbol_terms, "eo_tuner"), nullptr);
  EXPECT_THAT(term_of(first_pool("tron", "paper").symbol_terms, "adc")->settings,
              ElementsAre("device.adc.rate"));
  EXPECT_THAT(first_pool("systolic", "audited").symbol_terms.front().settings,
              ElementsAre("pool.core.symbol"));
}

TEST(TimeTerms, MoveTheSymbolByWhatTheySay) {
  const ArrayPool before = first_pool("tron", "audited");
  const ArrayPool after = first_pool("tron", "audited", {"device.adc.latency=900 ps"});
  EXPECT_NEAR(after.symbol.si - before.symbol.si, 80e-12, 1e-15);
}

}  // namespace
}  // namespace tron::chip
