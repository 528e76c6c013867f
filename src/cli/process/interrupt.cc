#include "cli/process/interrupt.h"

#include <atomic>

#include <signal.h>

#include "base/files/output_file.h"

namespace tron::cli {
namespace {

std::atomic<bool> interrupted{false};

/// The first signal asks, the second ends the program; half a file is not left behind.
void on_signal(int number) {
  if (!interrupted.exchange(true)) return;
  remove_unfinished_output();
  ::signal(number, SIG_DFL);
  ::raise(number);
}

static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler may only touch lock-free atomics");

}  // namespace

void install_interrupt() {
  struct sigaction action = {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
  // How batch systems and mpirun ask a program to end.
  sigaction(SIGTERM, &action, nullptr);
}

CancelToken interrupt_token() {
  return CancelToken::of(interrupted);
}

void clear_interrupt() {
  interrupted = false;
}

}  // namespace tron::cli
