#include "cli/process/ranks.h"

#include <exception>
#include <iostream>
#include <sstream>

#include <fmt/format.h>
#include <unistd.h>

#include "cli/command_line.h"
#include "cli/process/find_data.h"
#include "cli/process/interrupt.h"

namespace tron::cli {
namespace {

bool shares_work(const std::vector<std::string>& arguments) {
  return arguments.size() > 1 && (arguments[1] == "explore" || arguments[1] == "yield");
}

/// The words of an error as run_command_line() prints it.
std::string without_frame(std::string words) {
  constexpr std::string_view kFrame = "tron: ";
  if (words.starts_with(kFrame)) words.erase(0, kFrame.size());
  while (words.ends_with('\n')) words.pop_back();
  return words.empty() ? "failed without a word" : words;
}

}  // namespace

std::unique_ptr<Ranks> join_ranks(const std::vector<std::string>& arguments) {
  if (!shares_work(arguments)) return nullptr;
  try {
    return Ranks::join(program_file(), interrupt_token());
  } catch (const std::exception& error) {
    // Nobody can be told; but the launcher ends the job when a rank fails that has not joined it.
    std::cerr << fmt::format("tron: {}\n", error.what());
    ::_exit(static_cast<int>(Exit::failed));
  }
}

int help_leader(Ranks& ranks, const std::vector<std::string>& arguments) {
  std::ostream nowhere(nullptr);
  std::ostringstream words;
  const Exit exit = run_command_line(arguments, nowhere, words, &ranks);
  ranks.leave(static_cast<int>(exit), without_frame(words.str()));
  // It must not be ended, as mpirun does to all when one rank fails, before the leader has said why.
  return 0;
}

}  // namespace tron::cli
