#pragma once

#include <filesystem>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/testing/source_tree.h"
#include "rooms.h"

namespace tron::base {

inline std::string golden_path(const std::string& name) {
  return source_file("tests/golden/") + name;
}

/// A fresh scratch folder of the running test, possibly a copy of a golden network, to be broken at will.
class ScratchFolder {
 public:
  explicit ScratchFolder(const std::string& copied = "") {
    const auto* test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = std::string("tron_") + test->test_suite_name() + "_" + test->name();
    for (char& c : name) c = c == '/' ? '_' : c;
    path_ = std::filesystem::path(testing::TempDir()) / name;
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
    if (!copied.empty())
      std::filesystem::copy(golden_path(copied), path_, std::filesystem::copy_options::recursive);
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }

  std::string path() const { return path_.string(); }
  std::string at(const std::string& file) const { return (path_ / file).string(); }
  std::string read(const std::string& file) const { return read_file(at(file)); }
  std::string write(const std::string& file, const std::string& content) const {
    write_file(at(file), content);
    return at(file);
  }
  /// Replaces the first `from` in a file.
  void edit(const std::string& file, const std::string& from, const std::string& to) const {
    std::string text = read(file);
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    write(file, text.replace(at, from.size(), to));
  }

 private:
  std::filesystem::path path_;
};

/// `action` must throw InputError with all of `fragments` in its message, and say what is allowed.
template <class Action>
void expect_refused(const Action& action, const std::vector<std::string>& fragments) {
  try {
    action();
    ADD_FAILURE() << "accepted, where this was expected: " << testing::PrintToString(fragments);
  } catch (const InputError& error) {
    for (const std::string& fragment : fragments) EXPECT_THAT(error.what(), testing::HasSubstr(fragment));
    EXPECT_FALSE(error.place().file.empty());
    EXPECT_FALSE(error.found().empty());
    EXPECT_FALSE(error.allowed().empty());
  }
}

}  // namespace tron::base
