#include "base/execution/influence.h"

#include <exception>

namespace tron::base::influence {

Watch::Watch(InfluenceRecord& record) : before_(state), exceptions_(std::uncaught_exceptions()) {
  state = {0, 0, &record};
}

Watch::~Watch() {
  InfluenceRecord& record = *state.record;
  if (std::uncaught_exceptions() == exceptions_) {
    record.cells.push_back({0, state.current});
  } else {
    record.failed |= state.current;
  }
  state = before_;
}

void Cell::open(std::string_view name) {
  open_ = true;
  exceptions_ = std::uncaught_exceptions();
  before_ = state.current;
  around_ = state.place;
  state.place = identity(around_, name);
}

void Cell::close() {
  // An error inside goes on outwards, and so does what decided it.
  if (std::uncaught_exceptions() == exceptions_) {
    if (state.current != 0) state.record->cells.push_back({state.place, state.current});
    state.current = before_;
  }
  state.place = around_;
}

void note_number(double value) {
  state.record->numbers.push_back({state.place, state.current, value});
}

void note_reading(std::string_view path, Influences under) {
  if (watched()) state.record->cells.push_back({identity(1, path), under});
}

}  // namespace tron::base::influence
