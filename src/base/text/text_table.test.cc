#include "base/text/text_table.h"

#include <stdexcept>

#include <gtest/gtest.h>

namespace tron::base {
namespace {

TEST(TextTable, AlignsNumbersRightAndWordsLeft) {
  TextTable table({"fidelity", "accuracy", "note"});
  table.row({"digital", "90.1 %", "reference"});
  table.row({"photonic", "8.25 %"});
  table.row({"device", "-", ""});
  EXPECT_EQ(table.text(2),
            "  fidelity  accuracy  note\n"
            "  --------  --------  ---------\n"
            "  digital     90.1 %  reference\n"
            "  photonic    8.25 %\n"
            "  device           -\n");
}

TEST(TextTable, CountsColumnsOfTheTerminalNotBytes) {
  TextTable table({"unit", "x"});
  table.row({"\xC2\xB5m", "a"});
  table.row({"\xE5\x85\x89", "b"});
  EXPECT_EQ(table.text(), "unit  x\n----  -\n\xC2\xB5m    a\n\xE5\x85\x89    b\n");
}

TEST(TextTable, OfNoRowsIsItsHeader) {
  EXPECT_EQ(TextTable({"a", "b"}).text(), "a  b\n-  -\n");
}

TEST(TextTable, RefusesARowThatIsTooLong) {
  TextTable table({"a"});
  EXPECT_THROW(table.row({"1", "2"}), std::logic_error);
}

}  // namespace
}  // namespace tron::base
