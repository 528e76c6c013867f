#include <iostream>
#include <string>
#include <vector>

#include "cli/command_line.h"

int main(int argc, char** argv) {
  return static_cast<int>(
      tron::run_command_line(std::vector<std::string>(argv, argv + argc), std::cout, std::cerr));
}
