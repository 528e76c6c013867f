#include "report/draw/csv_cell.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace tron::report {
namespace {

TEST(CsvCell, DefusesFormulas) {
  EXPECT_EQ(csv_cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
  EXPECT_EQ(csv_cell("+1+1"), "'+1+1");
  EXPECT_EQ(csv_cell("-2+3*cmd"), "'-2+3*cmd");
  EXPECT_EQ(csv_cell("@SUM(A1)"), "'@SUM(A1)");
  EXPECT_EQ(csv_cell("=HYPERLINK(\"x\",\"y\")"), "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"");
  EXPECT_EQ(csv_cell("\t=1"), "\\x09=1");
  EXPECT_EQ(csv_cell("\r=1\x1b[2J"), "\\x0d=1\\x1b[2J");
}

TEST(CsvCell, LeavesNumbersQuantitiesAndWords) {
  for (const char* text : {"-1", "+1", "-1.5e-3", "-20 dBm", "+3 nm", "16", "0.5 mW", "true", "a=b", "tron"})
    EXPECT_EQ(csv_cell(text), text);
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("say \"so\""), "\"say \"\"so\"\"\"");
  EXPECT_EQ(csv_cell(""), "");
}

RC_GTEST_PROP(CsvCell, NeverBeginsAFormulaNorALine, (const std::string& text)) {
  const std::string cell = csv_cell("=" + text);
  RC_ASSERT(cell.find_first_of("=+-@\t\r\n") != 0);
  RC_ASSERT(cell.find_first_of("\r\n") == std::string::npos);
}

}  // namespace
}  // namespace tron::report
