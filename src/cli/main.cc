#include "cli/app.h"

int main(int argc, char** argv) {
  return cmdai::cli::RunApp(argc > 0 ? std::vector<std::string>(argv + 1, argv + argc)
                                     : std::vector<std::string>());
}
