#pragma once

#include <string>
#include <string_view>

namespace cmdai::tokenizer {

/// `text` in Unicode normalisation form C (UAX #15), as Hugging Face's tokenizers normalise it:
/// by the data of Unicode 9, to which everything added later is an unassigned code point that
/// neither moves nor composes. Invalid UTF-8 stays as it is. O(n log n).
///
/// Gives a view of `text` itself where that is plainly in the form already, else of `storage`.
std::string_view NormaliseToNfc(std::string_view text, std::string& storage);

}  // namespace cmdai::tokenizer
