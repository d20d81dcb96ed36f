#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "assist/request_values.h"

namespace cmdai::assist {

/// Models copy unusual names piece by piece, and slip: `Thumbs.db` for thumbs.db. Gives the command
/// with each such word replaced by the name in the request that it nearly is. Only a name that the
/// command lacks is put in, and only for a word that the request does not have, when they differ
/// in case or in about one letter of six. nullopt where there is nothing to mend.
std::optional<std::string> RepairNames(const RequestValues& values, std::string_view request,
                                       std::string_view command);

}  // namespace cmdai::assist
