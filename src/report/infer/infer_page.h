#pragma once

#include <functional>
#include <string>
#include <vector>

#include "report/report.h"
#include "rooms.h"

namespace tron::report {

// The sections of infer_page(), one function each; "" where there is nothing to say.
std::string subject_section(const InferReport& report);
std::string sentences_section(const InferReport& report);
/// The same with a paragraph more below that of run `i`.
using RunParagraph = std::function<std::string(std::size_t i)>;
std::string sentences_section(const InferReport& report, const RunParagraph& also);
/// What a single text was answered.
std::string single_section(const InferReport& report);
std::string fidelity_section(const InferReport& report);
std::string link_section(const InferReport& report);
std::string layer_section(const InferReport& report);
/// What calibration found, layer by layer: operand scales, outliers, ADC ranges.
std::string scale_section(const InferReport& report);
std::string conversion_section(const InferReport& report);
std::string attribution_section(const InferReport& report);

const char* fidelity_name(Fidelity fidelity);
/// "classify", "predict", "embed", "compare".
const char* task_name(Task task);
/// A ratio in dB with one decimal; "exact" if infinite, "-" if there is none.
std::string decibels(double db);
/// "link.wanted_enob, bank.drive_range": the settings that move a source of error.
std::string settings_text(Source source, const Chip& chip);
/// A loss of an attribution below this, in dB, is not worth a name.
inline constexpr double kNoticeableDb = 0.5;
/// The rows of an attribution, the most damaging source first: by the ratio that it leaves when it acts
/// alone.
std::vector<AttributionRow> by_damage(const Attribution& attribution);

}  // namespace tron::report
