#pragma once

#include <exception>
#include <type_traits>

#include "base/result.h"

namespace cmdai::engine::mlx {

/// The error for what MLX threw: kLimit where it says that memory ran out, else kBackend.
Error ErrorOf(const std::exception& exception);

/// Calls `work`, which gives a Result; what is thrown in it becomes an error. Every way into MLX
/// goes through here or through QuietTurn: no exception leaves this folder.
template <typename Work>
std::invoke_result_t<Work> Guard(const Work& work) {
  try {
    return work();
  } catch (const std::exception& exception) {
    return tl::unexpected(ErrorOf(exception));
  }
}

}  // namespace cmdai::engine::mlx
