#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "cli/process/process_start.h"
#include "cli/process/ranks.h"

namespace {

/// The loader calls what stands here before the libraries start up.
[[gnu::section(".preinit_array"), gnu::used]] void (*const first_of_all)() = &tron::cli::prepare_process;

}  // namespace

int main(int argc, char** argv) {
  // A reader that leaves early (| head) must not cost the files that were asked for.
  std::signal(SIGPIPE, SIG_IGN);
  // A limit on the size of files is a write that fails, with a message, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  const std::vector<std::string> arguments(argv, argv + argc);
  // Before anything is read: a rank that cannot go on has to be able to say so.
  const std::unique_ptr<tron::Ranks> ranks = tron::cli::join_ranks(arguments);
  if (ranks && !ranks->leads()) return tron::cli::help_leader(*ranks, arguments);
  tron::cli::Exit exit = tron::cli::run_command_line(arguments, std::cout, std::cerr, ranks.get());
  // A full disk or a closed pipe shows only when the last text leaves.
  if (!std::cout.flush() && exit == tron::cli::Exit::ok) {
    std::cerr << "tron: standard output: cannot be written\n";
    exit = tron::cli::Exit::failed;
  }
  if (ranks) ranks->leave(static_cast<int>(exit), {});
  return static_cast<int>(exit);
}
