#include <csignal>
#include <iostream>
#include <string>
#include <vector>

#include "cli/command_line.h"

int main(int argc, char** argv) {
  // A reader that leaves early (| head) must not cost the files that were asked for.
  std::signal(SIGPIPE, SIG_IGN);
  const tron::Exit exit =
      tron::run_command_line(std::vector<std::string>(argv, argv + argc), std::cout, std::cerr);
  // A full disk or a closed pipe shows only when the last text leaves.
  if (!std::cout.flush() && exit == tron::Exit::ok) {
    std::cerr << "tron: standard output: cannot be written\n";
    return static_cast<int>(tron::Exit::failed);
  }
  return static_cast<int>(exit);
}
