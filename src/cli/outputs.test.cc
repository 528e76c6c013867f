#include "cli/outputs.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "base/files/files.h"
#include "base/testing/input_error_of.h"
#include "base/testing/source_tree.h"

namespace tron::cli {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

/// A folder with data of the program, an input that was read, and outputs to come.
class OutputsTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = scratch_path("folder");
    fs::remove_all(folder_);
    fs::create_directories(at("data/chip"));
    set_data_folder(at("data"));
    write_file(at("data/chip/own.toml"), "own");
    write_file(at("input.toml"), "read");
    read_file(at("input.toml"));
  }
  void TearDown() override {
    use_source_data();
    fs::remove_all(folder_);
  }
  std::string at(const std::string& name) const { return folder_ + "/" + name; }

  std::string folder_;
  FilesRead read_;
  Outputs outputs_{read_};
};

TEST_F(OutputsTest, AreWrittenWhereTheyWereAskedFor) {
  outputs_.add("--json", at("a.json"));
  outputs_.add("--csv", "");
  outputs_.add("--plot", "/dev/null");
  outputs_.hold_against_inputs();
  EXPECT_TRUE(outputs_.wanted("--json"));
  EXPECT_FALSE(outputs_.wanted("--csv"));
  EXPECT_FALSE(fs::exists(at("a.json"))) << "not before there is something to write";
  outputs_.write("--json", "content");
  outputs_.write("--csv", "nobody asked");
  EXPECT_EQ(read_file(at("a.json")), "content");
}

TEST_F(OutputsTest, NeverTakeThePlaceOfAnInput) {
  fs::create_symlink("input.toml", at("link"));
  fs::create_hard_link(at("input.toml"), at("hard"));
  for (const char* name : {"input.toml", "link", "hard", "data/../input.toml", "data/chip/own.toml"}) {
    Outputs outputs(read_);
    outputs.add("--json", at(name));
    EXPECT_THAT(input_error_of([&] { outputs.hold_against_inputs(); }).what(),
                AllOf(HasSubstr("--json"), HasSubstr(name), HasSubstr(".toml")));
    EXPECT_THROW(outputs.write("--json", "lost"), InputError);
  }
  EXPECT_EQ(read_file(at("input.toml")), "read");
  EXPECT_EQ(read_file(at("data/chip/own.toml")), "own");
}

TEST_F(OutputsTest, WhatIsReadLateIsNotReplacedEither) {
  write_file(at("late"), "precious");
  outputs_.add("--json", at("late"));
  outputs_.hold_against_inputs();
  read_file(at("late"));
  EXPECT_THROW(outputs_.write("--json", "lost"), InputError);
  EXPECT_EQ(read_file(at("late")), "precious");
}

TEST_F(OutputsTest, ShareNoFileWithEachOther) {
  fs::create_symlink("x", at("link"));
  outputs_.add("--csv", at("x"));
  for (const char* name : {"x", "link", "data/../x"}) {
    EXPECT_THAT(input_error_of([&] { outputs_.add("--json", at(name)); }).what(),
                AllOf(HasSubstr("--json"), HasSubstr("--csv")));
  }
  outputs_.add("--json", at("y"));
}

TEST_F(OutputsTest, AStoreHasItsJournalsBesideIt) {
  outputs_.add("--csv", at("s.sqlite-journal"));
  EXPECT_THAT(input_error_of([&] { outputs_.add_store("--store", at("s.sqlite")); }).what(),
              AllOf(HasSubstr("--store"), HasSubstr("--csv"), HasSubstr("-journal")));
  Outputs other(read_);
  other.add_store("--store", at("s.sqlite"));
  EXPECT_THROW(other.add("--json", at("s.sqlite-wal")), InputError);
  EXPECT_THROW(other.add("--json", at("s.sqlite")), InputError);
  EXPECT_FALSE(fs::exists(at("s.sqlite")));
  EXPECT_THAT(input_error_of([&] { Outputs(read_).add_store("--store", at(std::string(250, 's'))); }).what(),
              HasSubstr("too long"));
  fs::create_symlink("nowhere", at("dangling"));
  EXPECT_THAT(input_error_of([&] { Outputs(read_).add_store("--store", at("dangling")); }).what(),
              HasSubstr("a link to nothing"));
  EXPECT_THROW(Outputs(read_).add_store("--store", "/dev/null"), InputError);
}

TEST_F(OutputsTest, AStoreThatIsShownIsNoOutput) {
  write_file(at("s.sqlite"), "a store");
  for (const char* name : {"s.sqlite", "s.sqlite-journal", "data/../s.sqlite"}) {
    Outputs outputs(read_);
    outputs.add("--csv", at(name));
    EXPECT_THAT(input_error_of([&] { outputs.keep_store("--show", at("s.sqlite")); }).what(),
                AllOf(HasSubstr("--csv"), HasSubstr("--show")));
  }
  Outputs outputs(read_);
  outputs.add("--csv", at("s.csv"));
  outputs.keep_store("--show", at("s.sqlite"));
  outputs.keep_store("--show", at("missing"));
}

}  // namespace
}  // namespace tron::cli
