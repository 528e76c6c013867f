#include "cli/process/terminal_progress.h"

#include <gtest/gtest.h>

#include "base/text/utf8.h"

namespace tron::cli {
namespace {

TEST(ProgressLine, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(TerminalProgress::line("photonic", "images", 2500, 10000, 5),
            "photonic [######..................]  25%  2500/10000 images  500 images/s  15 s left");
  EXPECT_EQ(TerminalProgress::line("x", "images", 1, 1000, 2),
            "x [........................]   0%  1/1000 images  0.5 images/s  33 min 18 s left");
  EXPECT_EQ(TerminalProgress::line("x", "images", 1, 100000, 2),
            "x [........................]   0%  1/100000 images  0.5 images/s  55 h 33 min left");
}

TEST(ProgressLine, TheEndsHaveNoTimeLeft) {
  EXPECT_EQ(TerminalProgress::line("x", "rows", 0, 4, 3), "x [........................]   0%  0/4 rows");
  EXPECT_EQ(TerminalProgress::line("x", "rows", 4, 4, 2),
            "x [########################] 100%  4/4 rows  2 rows/s");
  EXPECT_EQ(TerminalProgress::line("x", "rows", 0, 0, 2), "x [########################] 100%  0/0 rows");
  EXPECT_EQ(TerminalProgress::line("x", "rows", 5, 4, 2),
            "x [########################] 100%  5/4 rows  2.5 rows/s");
}

TEST(Progress, IsSilentWithoutATerminal) {
  testing::internal::CaptureStderr();
  {
    TerminalProgress progress;
    progress.begin("photonic", "images", 2, 0);
    progress.advance(1);
    progress.advance(1);
    progress.end();
  }
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace tron::cli
