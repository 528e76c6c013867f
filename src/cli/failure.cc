#include "cli/failure.h"

#include <filesystem>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

#include "base/error.h"
#include "tron/ranks.h"

namespace tron::cli {
namespace {

/// Options of the library that the command line hands on unread, by their names there.
constexpr std::pair<const char*, const char*> kNamesHere[] = {
    {"ChipOptions::description", "--chip"},      {"ChipOptions::assumptions", "--assumptions"},
    {"ChipOptions::settings", "--set"},          {"ChipSet::description", "--chip"},
    {"ChipSet::assumptions", "--assumptions"},   {"ChipSet::settings", "--set"},
    {"NetworkOptions::path", "--network"},       {"DataOptions::path", "--data"},
    {"YieldStudyOptions::network", "--network"}, {"YieldStudyOptions::data", "--data"},
    {"YieldStudyOptions::chip", "--chip"},       {"YieldStudyOptions::settings", "--set"},
    {"ReproduceChoices::chip", "--chip"},        {"ExploreOptions::space", "explore SPACE"},
    {"show_exploration::store", "--show"},
};

std::string in_words_of_the_command_line(const InputError& error) {
  for (const auto& [name, here] : kNamesHere) {
    if (error.place().item == name)
      return InputError({"command line", 0, 0, here}, error.found(), error.allowed()).what();
  }
  return error.what();
}

}  // namespace

Failure failure_of(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const RankFailure& failure) {
    return {static_cast<Exit>(failure.code()), failure.what(), true};
  } catch (const InputError& error) {
    return {Exit::wrong, in_words_of_the_command_line(error)};
  } catch (const RunError& error) {
    return {Exit::failed, error.what()};
  } catch (const std::filesystem::filesystem_error& error) {
    const InputError refused({error.path1().string(), 0, 0, ""}, error.code().message(),
                             "a file or folder that can be read");
    return {Exit::wrong, refused.what()};
  } catch (const std::system_error& error) {
    return {Exit::failed, fmt::format("the system refused a thread or a lock ({}); fewer --threads need less",
                                      error.code().message())};
  } catch (const std::bad_alloc&) {
    return {Exit::failed, "out of memory; a smaller --batch or fewer --samples needs less"};
  } catch (const std::length_error&) {
    return {Exit::failed, "out of memory; a size of the input is beyond what memory can hold"};
  } catch (const std::exception& error) {
    return {Exit::failed, fmt::format("a fault of this program, not of its input ({}); please report it with "
                                      "the command line",
                                      error.what())};
  } catch (...) {
    return {Exit::failed,
            "a fault of this program, not of its input; please report it with the command line"};
  }
}

}  // namespace tron::cli
