#pragma once

#include <string>

#include "report/reproduce/reproduce_page.h"
#include "rooms.h"

namespace tron::report {

// The sections of reproduce_page(), one function each; "" where there is nothing to say.
std::string reproduce_head_section(const ReproduceReport& report);
std::string chip_rows_section(const ReproduceReport& report);
std::string finding_section(const ReproduceReport& report);
std::string reasons_section(const ReproduceReport& report);
std::string band_section(const ReproduceReport& report);
std::string end_to_end_section(const ReproduceReport& report);
std::string attention_section(const ReproduceReport& report);
std::string peak_section(const ReproduceReport& report);
std::string device_section(const ReproduceReport& report);
std::string ratios_only_section(const ReproduceReport& report);
std::string differences_section(const ReproduceReport& report);
std::string sensitivity_section(const ReproduceReport& report);

/// "1.5e+04" without the exponent: three digits, whole and grouped from a thousand on.
std::string three_digits(double value);
/// "0.44 no", "<= 23 ?", "" where there is nothing to compare.
std::string ratio_text(const Ratio& ratio);
/// What a power covers: "all but lasers".
std::string counted_words(Counted counted);
/// "<= " where the figure is a ceiling.
std::string bound_sign(Bound bound);
/// Operations/s in GOPS; J per bit in pJ; "" where absent, "(recalled)" where only remembered.
std::string gops_text(const std::optional<Derived>& throughput);
std::string picojoule_text(const std::optional<Derived>& energy);

}  // namespace tron::report
