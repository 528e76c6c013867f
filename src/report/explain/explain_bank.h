#pragma once

#include <string>

#include "rooms.h"
#include "study/bank_study.h"

namespace tron::report {

std::string bank_page(const BankStudy& study);
/// Spectrum and crosstalk matrix as an SVG document.
std::string bank_picture(const BankStudy& study);

}  // namespace tron::report
