#include "cli/process/interrupt.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/files/output_file.h"
#include "base/testing/scratch_folder.h"

namespace tron::cli {
namespace {

TEST(Interrupt, TheFirstOnlyAsks) {
  const CancelToken token = interrupt_token();
  EXPECT_FALSE(token.cancelled());
  install_interrupt();
  raise(SIGINT);
  EXPECT_TRUE(token.cancelled());
  EXPECT_TRUE(interrupt_token().cancelled());
  clear_interrupt();
  EXPECT_FALSE(token.cancelled());
  signal(SIGINT, SIG_DFL);
}

TEST(InterruptDeathTest, TheSecondEnds) {
  EXPECT_EXIT(
      {
        install_interrupt();
        raise(SIGINT);
        raise(SIGINT);
      },
      testing::KilledBySignal(SIGINT), "");
}

TEST(Interrupt, TheSecondTakesHalfAFileWithIt) {
  const ScratchFolder folder;
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    install_interrupt();
    const std::string large(std::size_t{1} << 22, 'x');
    for (;;) write_file(folder.at("large"), large);
  }
  while (std::filesystem::is_empty(folder.path())) ::usleep(1000);
  // Two of them may reach a process that waits for its disk as one.
  int status = 0;
  for (pid_t ended = 0; ended == 0; ended = ::waitpid(child, &status, WNOHANG)) {
    ::kill(child, SIGINT);
    ::usleep(5'000);
  }
  EXPECT_TRUE(WIFSIGNALED(status));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path()))
    EXPECT_EQ(entry.path().filename(), "large");
}

}  // namespace
}  // namespace tron::cli
