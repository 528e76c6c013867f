#include "base/execution/progress_stage.h"

#include <sstream>

#include <gtest/gtest.h>

namespace tron::base {
namespace {

/// Writes down what it is told.
class Told : public ProgressSink {
 public:
  void begin(const std::string& what, const std::string& unit, std::uint64_t total,
             std::uint64_t before) override {
    text << what << " " << total << " " << unit << " from " << before << "; ";
  }
  void advance(std::uint64_t done) override { text << "+" << done << "; "; }
  void note(const std::string& remark) override { text << remark << "; "; }
  void end() override { text << "end"; }
  std::ostringstream text;
};

TEST(ProgressStage, TellsTheSinkFromBeginningToEnd) {
  Told told;
  const Control control{&told, {}};
  {
    ProgressStage stage(control, "inference", "images", 10, 2);
    stage.note("front 3");
    stage.advance(4);
  }
  EXPECT_EQ(told.text.str(), "inference 10 images from 2; front 3; +4; end");
}

TEST(ProgressStage, NeedsNoSink) {
  ProgressStage stage(Control{}, "inference", "images", 10);
  stage.note("nobody reads it");
  stage.advance(1);
}

TEST(CancelToken, CopiesShareOneFlag) {
  const CancelToken token, other;
  const CancelToken copy = token;
  copy.cancel();
  EXPECT_TRUE(token.cancelled());
  EXPECT_FALSE(other.cancelled());
}

TEST(CancelToken, MayWatchAFlagOfTheCallers) {
  std::atomic<bool> flag{false};
  const CancelToken token = CancelToken::of(flag);
  EXPECT_FALSE(token.cancelled());
  flag = true;
  EXPECT_TRUE(token.cancelled());
}

}  // namespace
}  // namespace tron::base
