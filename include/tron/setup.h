// What a program does once before it uses the library.
#pragma once

#include <string>

namespace tron {

/// Version of the library, with the commit it was built from: part of every result.
std::string version();

/// The folder of device, chip, network and assumption descriptions that names such as "tron" and "paper"
/// stand for; it is installed as share/tron/data. For the whole process, before anything is loaded. A program
/// that links tron::tron finds its path in the macro TRON_DATA_FOLDER. InputError for what is no folder.
void set_data_folder(const std::string& folder);

/// The vector instruction set that inference uses on this machine: "AVX3_DL", "AVX2", "NEON". The variable
/// TRON_TARGET allows none better than the one it names, by which one machine computes as another would (the
/// results are the same to the bit). InputError for a name that this build does not know.
std::string vector_instructions();

}  // namespace tron
