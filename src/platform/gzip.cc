#include "platform/gzip.h"

#include <zlib.h>

#include <algorithm>

#include "platform/file.h"

namespace cmdai::platform {
namespace {

constexpr std::string_view kGzipMagic = "\x1f\x8b";
constexpr int kGzipFormat = 16 + MAX_WBITS;  // for inflateInit2: a gzip header is expected

/// Ends a stream of zlib on all ways out.
struct InflateStream {
  ~InflateStream() { inflateEnd(&stream); }
  z_stream stream = {};
};

Result<std::string> Inflate(const std::string& path, std::string packed, size_t max_bytes) {
  InflateStream inflater;
  z_stream& stream = inflater.stream;
  if (inflateInit2(&stream, kGzipFormat) != Z_OK) {
    return Fail(ErrorCode::kLimit, "[file] {}: no memory to unpack it", path);
  }
  stream.next_in = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::string text;
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    const size_t done = text.size();
    if (done > max_bytes) {
      return Fail(ErrorCode::kLimit, "[file] {}: unpacked it is longer than {} bytes", path,
                  max_bytes);
    }
    text.resize(done + std::max<size_t>(4 * packed.size(), 4096));
    stream.next_out = reinterpret_cast<Bytef*>(text.data() + done);
    stream.avail_out = static_cast<uInt>(text.size() - done);
    state = inflate(&stream, Z_NO_FLUSH);
    const bool made_room = stream.avail_out > 0;
    text.resize(text.size() - stream.avail_out);
    const bool is_cut = state == Z_BUF_ERROR || (state == Z_OK && made_room);
    if (is_cut || (state != Z_OK && state != Z_STREAM_END)) {
      return Fail(ErrorCode::kCorrupt, "[file] {}: can't be unpacked", path);
    }
  }
  return text;
}

}  // namespace

Result<std::string> ReadFileOrGzip(const std::string& path, size_t max_bytes) {
  CMDAI_ASSIGN(std::string content, ReadFile(path, max_bytes));
  if (content.compare(0, kGzipMagic.size(), kGzipMagic) != 0) return content;
  return Inflate(path, std::move(content), max_bytes);
}

}  // namespace cmdai::platform
