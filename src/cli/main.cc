#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "explore/rank_workforce.h"

namespace {

/// Other commands know nothing of ranks: there every one is a program of its own.
bool shares_work(const std::vector<std::string>& arguments) {
  return arguments.size() > 1 && (arguments[1] == "explore" || arguments[1] == "yield");
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that leaves early (| head) must not cost the files that were asked for.
  std::signal(SIGPIPE, SIG_IGN);
  // A limit on the size of files is a write that fails, with a message, not the end of the program.
  std::signal(SIGXFSZ, SIG_IGN);
  const std::vector<std::string> arguments(argv, argv + argc);
  const tron::cli::JobPlace place = shares_work(arguments) ? tron::cli::job_place() : tron::cli::JobPlace{};
  tron::cli::end_with_launcher(place);
  if (place.rank > 0) {
    // Of an MPI job one rank speaks. What went wrong here went wrong for the leader too. It must not be
    // ended, as mpirun does to all when one rank fails, before it has said so.
    std::ostream nowhere(nullptr);
    tron::cli::run_command_line(arguments, nowhere, nowhere);
    return 0;
  }
  const tron::cli::Exit exit = tron::cli::run_command_line(arguments, std::cout, std::cerr);
  // A full disk or a closed pipe shows only when the last text leaves.
  if (!std::cout.flush() && exit == tron::cli::Exit::ok) {
    std::cerr << "tron: standard output: cannot be written\n";
    return static_cast<int>(tron::cli::Exit::failed);
  }
  return static_cast<int>(exit);
}
