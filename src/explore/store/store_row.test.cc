#include "explore/store/store_row.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/testing/input_error_of.h"
#include "explore/space/metric.h"
#include "explore/store/store_schema.h"

namespace tron::explore {
namespace {

using testing::HasSubstr;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A store's tables in memory, with a design and two pieces.
class StoreRow : public testing::Test {
 protected:
  void SetUp() override {
    create_tables(database_);
    put_design(3, "event", 1.5);
    RowWriter pieces(database_, StoreTable::piece);
    for (const std::int64_t number : {3, 4}) {
      pieces.put(number).put(std::string_view("kind")).put(std::int64_t{0}).put_bytes("some bytes");
      pieces.write(pieces_);
    }
  }

  void put_design(std::int64_t number, std::string_view stage, double throughput) {
    RowWriter designs(database_, StoreTable::design);
    designs.put(number).put(stage).put(std::string_view("design")).put(std::string_view(""));
    designs.put(throughput).put(-0.0);
    for (int i = 2; i < kStoredMetrics; ++i) designs.put(kNan);
    designs.write(designs_);
  }

  /// The message for the first row of the table that is not as it was written; "" if all are.
  std::string refusal(StoreTable table) {
    try {
      RowReader rows(database_, table, "a.sqlite");
      while (rows.row()) {
      }
      return "";
    } catch (const InputError& error) {
      return error.what();
    }
  }

  Database database_;
  TableTotal designs_, pieces_;
};

TEST_F(StoreRow, GivesBackWhatItWasGiven) {
  RowReader rows(database_, StoreTable::design, "a.sqlite");
  ASSERT_TRUE(rows.row());
  EXPECT_EQ(rows.number(0), 3U);
  EXPECT_EQ(rows.text(1), "event");
  EXPECT_EQ(rows.real(4), 1.5);
  EXPECT_EQ(rows.real(5), 0.0);
  EXPECT_TRUE(std::isnan(rows.real(6)));
  EXPECT_FALSE(rows.row());
  EXPECT_EQ(rows.total(), designs_);
}

TEST_F(StoreRow, EveryColumnIsGuardedAndSoIsItsType) {
  for (const char* edit :
       {"number = 4", "stage = 'inference'", "status = 'outside'", "reason = 'hot'", "throughput = 1.6",
        "throughput = NULL", "throughput = 'x'", "latency = 1", "yield = 0", "checksum = checksum + 1",
        "checksum = NULL", "reason = x''", "reason = NULL"}) {
    database_.run("SAVEPOINT edit");
    database_.run(std::string("UPDATE design SET ") + edit);
    EXPECT_THAT(refusal(StoreTable::design), HasSubstr("a.sqlite: table design, row 1")) << edit;
    database_.run("ROLLBACK TO edit");
    EXPECT_EQ(refusal(StoreTable::design), "");
  }
}

TEST_F(StoreRow, RowsCannotSwap) {
  database_.run("UPDATE piece SET number = 9 - number");
  database_.run("UPDATE piece SET number = number - 2");
  EXPECT_EQ(database_.integer("SELECT count(*) FROM piece WHERE number IN (3, 4)"), 2);
  EXPECT_THAT(refusal(StoreTable::piece), HasSubstr("table piece, row 1"));
}

TEST_F(StoreRow, RowsCannotMoveToAnotherTable) {
  RowWriter parameters(database_, StoreTable::parameter);
  TableTotal total;
  parameters.put(std::int64_t{1}).put(std::string_view("a")).put(std::string_view("event")).write(total);
  database_.run("INSERT INTO front SELECT number, number, value, checksum FROM parameter");
  EXPECT_THAT(refusal(StoreTable::front), HasSubstr("table front, row 1"));
}

TEST_F(StoreRow, TheFirstOfAKeyStaysAndIsCountedOnce) {
  const TableTotal before = designs_;
  put_design(3, "event", 7);
  EXPECT_EQ(designs_, before);
  EXPECT_EQ(database_.integer("SELECT throughput = 1.5 FROM design"), 1);
  put_design(3, "inference", 7);
  EXPECT_EQ(designs_.rows, 2);
  EXPECT_NE(designs_.sum, before.sum);
}

TEST_F(StoreRow, OtherTypesAreRefusedWithTheColumnsName) {
  RowReader rows(database_, StoreTable::piece, "a.sqlite");
  ASSERT_TRUE(rows.row());
  EXPECT_THAT(input_error_of([&] { rows.text(0); }).what(),
              HasSubstr("a whole number as number; allowed: text"));
  EXPECT_THAT(input_error_of([&] { rows.real(1); }).what(), HasSubstr("text as kind"));
  EXPECT_THAT(input_error_of([&] { rows.bytes(1); }).what(), HasSubstr("allowed: bytes"));
  EXPECT_EQ(rows.bytes(3), "some bytes");
}

TEST_F(StoreRow, NegativeNumbersAreNone) {
  put_design(-1, "event", 1);
  RowReader rows(database_, StoreTable::design, "a.sqlite");
  ASSERT_TRUE(rows.row());
  EXPECT_THAT(input_error_of([&] { rows.number(0); }).what(), HasSubstr("number = -1; allowed: 0 or more"));
}

TEST_F(StoreRow, TextIsUtf8) {
  put_design(0, "caf\xC3\xA9 \xFF", 1);
  RowReader rows(database_, StoreTable::design, "a.sqlite");
  ASSERT_TRUE(rows.row());
  EXPECT_EQ(rows.text(1), "caf\xC3\xA9 \xEF\xBF\xBD");
}

TEST(Plain, NamesOutOfAFileAreFitForATerminal) {
  EXPECT_EQ(plain("table a\x1b[2J\xFF\n"), "table a?[2J??");
  EXPECT_EQ(plain(std::string(1000, 'a')).size(), 203U);
}

class StoreSchema : public testing::Test {
 protected:
  void SetUp() override { create_tables(database_); }
  Database database_;
};

TEST_F(StoreSchema, IsWhatThisProgramMakes) {
  EXPECT_NO_THROW(check_tables(database_, "a.sqlite"));
  EXPECT_NO_THROW(check_tables(database_, "a.sqlite"));
}

TEST_F(StoreSchema, AnythingElseIsNamed) {
  const std::pair<const char*, const char*> edits[] = {
      {"DROP TABLE piece", "no table piece"},
      {"DROP VIEW front_design", "no view front_design"},
      {"CREATE TABLE other (a)", "table other"},
      {"CREATE INDEX other ON design (status)", "index other"},
      {"ALTER TABLE chunk ADD COLUMN other", "no table chunk"},
      {"CREATE TRIGGER other AFTER INSERT ON design BEGIN DELETE FROM design; END", "trigger other"},
  };
  for (const auto& [edit, named] : edits) {
    database_.run("SAVEPOINT edit");
    database_.run(edit);
    EXPECT_THAT(input_error_of([&] { check_tables(database_, "a.sqlite"); }).what(), HasSubstr(named));
    database_.run("ROLLBACK TO edit");
  }
}

TEST_F(StoreSchema, AViewThatNeverEndsIsNotAsked) {
  database_.run(
      "DROP TABLE about; CREATE VIEW about AS WITH RECURSIVE c(a) AS (SELECT 0 UNION ALL SELECT a FROM c) "
      "SELECT a AS key, a AS value, a AS checksum FROM c");
  EXPECT_THAT(input_error_of([&] { check_tables(database_, "a.sqlite"); }).what(),
              HasSubstr("no table about"));
}

TEST(Database, StatementsWithALimitEnd) {
  Database database;
  const char* endless =
      "WITH RECURSIVE c(a) AS (SELECT 0 UNION ALL SELECT a + 1 FROM c) SELECT max(a) FROM c";
  database.limit_steps(10'000);
  try {
    database.integer(endless);
    FAIL();
  } catch (const DatabaseError& error) {
    EXPECT_EQ(error.kind(), DatabaseError::Kind::broken);
  }
  database.limit_steps(0);
  EXPECT_EQ(database.integer("WITH RECURSIVE c(a) AS (SELECT 0 UNION ALL SELECT a + 1 FROM c LIMIT 100000) "
                             "SELECT max(a) FROM c"),
            99'999);
}

}  // namespace
}  // namespace tron::explore
