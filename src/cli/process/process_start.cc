#include "cli/process/process_start.h"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <new>

#include <malloc.h>
#include <sys/resource.h>
#include <unistd.h>

namespace tron::cli {
namespace {

std::terminate_handler usual_end = nullptr;

[[noreturn]] void end_for_good() {
  try {
    if (std::current_exception()) std::rethrow_exception(std::current_exception());
  } catch (const std::bad_alloc&) {
    // Nothing that may want memory or meet unfinished libraries: no stream, no exit handlers.
    constexpr char kText[] = "tron: out of memory\n";
    [[maybe_unused]] const auto written = write(STDERR_FILENO, kText, sizeof kText - 1);
    _exit(1);
  } catch (...) {
    usual_end();
  }
  std::abort();
}

/// glibc's allocator reserves 128 MB of address space for every thread. Where that is limited, a thread that
/// gets none asks for it again at every allocation, which makes the program a hundred times slower: of a
/// limit, a quarter at most is reserved so.
void share_address_space() {
  constexpr rlim_t kReserved = rlim_t{128} << 20, kMost = 1024;
  rlimit limit = {};
  if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
  mallopt(M_ARENA_MAX, static_cast<int>(std::clamp(limit.rlim_cur / 4 / kReserved, rlim_t{1}, kMost)));
}

}  // namespace

void prepare_process() {
  share_address_space();
  usual_end = std::set_terminate(end_for_good);
}

}  // namespace tron::cli
