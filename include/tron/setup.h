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

}  // namespace tron
