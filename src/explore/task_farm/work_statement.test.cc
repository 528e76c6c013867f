#include "explore/task_farm/work_statement.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files/files.h"
#include "base/testing/input_error_of.h"

namespace tron::explore {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

/// What the leader says of rank 1's statement; "" where they are the same.
std::string status(const WorkStatement& leader, const WorkStatement& other) {
  try {
    leader.check_same("rank 0 on a", other, "rank 1 on b");
    return "";
  } catch (const InputError& error) {
    return error.what();
  }
}

class WorkStatementTest : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  std::string put(const std::string& name, const std::string& content) const {
    write_file((folder_ / name).string(), content);
    return (folder_ / name).string();
  }
  const fs::path folder_ = fs::path(testing::TempDir()) / "statement";
};

TEST_F(WorkStatementTest, FilesAreComparedByContentNotByPath) {
  WorkStatement one, two, three;
  one.file("chip", put("a", "same"));
  two.file("chip", put("b", "same"));
  three.file("chip", put("c", "else"));
  EXPECT_EQ(status(one, two), "");
  EXPECT_THAT(status(one, three),
              StartsWith("rank 1 on b: chip " + (folder_ / "c").string() + ": found 4 bytes with hash "));
  EXPECT_THAT(status(one, three), HasSubstr("rank 0 on a has 4 bytes with hash "));
}

TEST_F(WorkStatementTest, TheRankThatCannotReadIsNamed) {
  WorkStatement has, lacks, lacks_too;
  has.file("space", put("space.toml", ""));
  lacks.file("space", "gone/space.toml");
  lacks_too.file("space", "elsewhere/space.toml");
  EXPECT_THAT(status(has, lacks), StartsWith("rank 1 on b: space gone/space.toml: found no such file"));
  EXPECT_THAT(status(lacks, has), StartsWith("rank 0 on a: space gone/space.toml: found no such file"));
  EXPECT_EQ(status(lacks, lacks_too), "") << "what all lack is for the command itself to say";
  EXPECT_NO_THROW(has.throw_trouble());
  EXPECT_THROW(lacks.throw_trouble(), InputError);
}

TEST_F(WorkStatementTest, WhatCannotBeReadSaysMore) {
  WorkStatement whole, broken;
  whole.file("chip", put("a.toml", "a = 1\n"));
  broken.file("chip", put("b.toml", "a =\n"));
  broken.trouble("chip b.toml", {Place{"b.toml", 1, 4, ""}, "nothing", "a value"});
  const std::string says = status(whole, broken);
  EXPECT_THAT(says, StartsWith("rank 1 on b: chip b.toml: found line 1: nothing"));
}

TEST_F(WorkStatementTest, OneThingMoreOrLessIsADifference) {
  WorkStatement one, more;
  for (WorkStatement* each : {&one, &more}) each->say("device a", "", "1"), each->say("device c", "", "3");
  EXPECT_EQ(status(one, more), "");
  more.say("device b", "dev/b", "2");
  EXPECT_THAT(status(one, more), HasSubstr("rank 1 on b: device dev/b: found 2; allowed: the same on every "
                                           "rank; rank 0 on a has nothing of the kind"));
  EXPECT_THAT(status(more, one), HasSubstr("rank 1 on b: device dev/b: found nothing of the kind"));
}

TEST_F(WorkStatementTest, ThingsOfOneNameAreTold) {
  WorkStatement one, two;
  one.say("assumptions", "", "paper"), one.say("assumptions", "", "audited");
  two.say("assumptions", "", "paper"), two.say("assumptions", "", "paper");
  EXPECT_THAT(status(one, two), HasSubstr("assumptions (2): found paper"));
}

TEST_F(WorkStatementTest, TravelsAsBytes) {
  WorkStatement one;
  one.program("/proc/self/exe");
  one.say("command", "", "yield");
  one.file("space", "gone.toml");
  const std::optional<WorkStatement> back = WorkStatement::of(one.bytes());
  ASSERT_TRUE(back);
  EXPECT_EQ(back->text(), one.text());
  EXPECT_EQ(back->bytes(), one.bytes());
  EXPECT_EQ(status(one, *back), "");
  EXPECT_FALSE(WorkStatement::of(""));
  EXPECT_FALSE(WorkStatement::of(std::string("no\0statement", 12)));
  EXPECT_FALSE(WorkStatement::of(one.bytes().substr(0, one.bytes().size() - 2)));
}

TEST_F(WorkStatementTest, FollowsEveryFileThatDecides) {
  const std::string base = put("base.toml", "name = \"base\"\n");
  const std::string chip = put("chip.toml", "like = \"" + base + "\"\n");
  const std::string set = put("set.toml", "like = \"paper\"\n");
  const auto text = [&] {
    WorkStatement statement;
    statement.chip(chip);
    statement.assumptions(set);
    statement.devices();
    statement.network("vit-fashion-mnist", NetworkNeed::weights);
    return statement.text();
  };
  const std::string before = text();
  for (const char* part :
       {"chip it is like", "device laser.toml", "network file model.safetensors", "assumptions it is like"})
    EXPECT_THAT(before, HasSubstr(part));
  put("base.toml", "name = \"other\"\n");
  EXPECT_NE(text(), before);
  const std::string after = text();
  put("set.toml", "like = \"paper\"\n# another\n");
  EXPECT_NE(text(), after);
  put("chip.toml", "like = \"" + chip + "\"\n");
  EXPECT_THAT(text(), HasSubstr("chip it is like (8)")) << "a ring ends";
}

}  // namespace
}  // namespace tron::explore
