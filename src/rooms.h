// The rooms of the source and what each may know. Every room has a namespace of its own, so that two rooms
// can use one word for two things (a type defined twice in one namespace is one type to the linker, and
// undefined behaviour); the names of the rooms below are used without a prefix, and where two of them share a
// word the compiler asks for one. tests/structure holds this list against the includes and the build's links.
#pragma once

#include "rooms.h"

namespace tron {

namespace base {}

namespace device {
using namespace base;
}

namespace circuit {
using namespace base;
using namespace device;
}  // namespace circuit

namespace chip {
using namespace base;
using namespace device;
using namespace circuit;
}  // namespace chip

/// Texts, networks and data sets stand beside the photonic rooms, not on them.
namespace tokenizer {
using namespace base;
}

namespace network {
using namespace base;
}

namespace dataset {
using namespace base;
using namespace tokenizer;
using namespace network;
}  // namespace dataset

namespace program {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace network;
}  // namespace program

namespace schedule {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace network;
using namespace program;
}  // namespace schedule

namespace inference {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace network;
using namespace program;
}  // namespace inference

namespace timing {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace network;
using namespace program;
using namespace schedule;
}  // namespace timing

namespace explore {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace tokenizer;
using namespace network;
using namespace dataset;
using namespace program;
using namespace schedule;
using namespace timing;
}  // namespace explore

namespace study {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace tokenizer;
using namespace network;
using namespace dataset;
using namespace program;
using namespace schedule;
using namespace inference;
using namespace timing;
using namespace explore;
}  // namespace study

namespace report {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace tokenizer;
using namespace network;
using namespace dataset;
using namespace program;
using namespace schedule;
using namespace inference;
using namespace timing;
using namespace explore;
using namespace study;
}  // namespace report

/// Public names stand in namespace tron itself, outside this one.
namespace api {
using namespace base;
using namespace device;
using namespace circuit;
using namespace chip;
using namespace tokenizer;
using namespace network;
using namespace dataset;
using namespace program;
using namespace schedule;
using namespace inference;
using namespace timing;
using namespace explore;
using namespace study;
using namespace report;
}  // namespace api

/// The program is a client of the public face.
namespace cli {
using namespace base;
}  // namespace cli

}  // namespace tron
