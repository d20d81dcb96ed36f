#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace cmdai::engine::cpu {

/// Persistent threads that work through the chunks of one job after the other. Chunks are handed
/// out one by one, so a thread whose processor is busy elsewhere takes fewer of them, and a thread
/// that doesn't run at all is not waited for. Waiting spins for some microseconds, because the next
/// job mostly follows at once, and then sleeps.
class ThreadPool {
 public:
  /// Called for chunk `chunk` by thread `thread` (0: the one that called Run).
  using Chunk = std::function<void(size_t chunk, size_t thread)>;

  /// `n_threads` counts the calling thread: n_threads - 1 are started, or as many of them as the
  /// system allows. REQUIRES: n_threads > 0.
  explicit ThreadPool(size_t n_threads);
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;
  ~ThreadPool();

  size_t n_threads() const { return workers_.size() + 1; }

  /// Calls `work` for the chunks 0..n_chunks-1, from all threads, and returns when all are done.
  /// Runs of several callers exclude each other. `work` may not throw and not call Run.
  void Run(size_t n_chunks, const Chunk& work);

 private:
  void WorkerLoop(size_t thread);
  /// Works on chunks of the current job until none is left; true if it did any.
  bool TakeChunks(size_t thread);
  void WaitUntilDone(uint32_t n_chunks);

  // The state of the current job in one word, so that a chunk is taken from the job that it belongs
  // to or not at all: upper half the number of chunks, lower half the next chunk.
  std::atomic<uint64_t> tickets_ = 0;
  std::atomic<uint32_t> n_done_ = 0;
  std::atomic<uint32_t> n_jobs_ = 0;      // sleeping workers wait for a change of this
  std::atomic<uint32_t> n_sleeping_ = 0;  // workers that have to be woken
  std::atomic<bool> stopping_ = false;
  const Chunk* work_ = nullptr;  // valid while a chunk of the job is not done
  std::mutex run_mutex_;
  std::vector<std::thread> workers_;
};

}  // namespace cmdai::engine::cpu
