#include "engine/cpu/thread_pool.h"

#include <chrono>
#include <system_error>

#include "base/check.h"
#include "platform/pause.h"

namespace cmdai::engine::cpu {
namespace {

// A step of decoding has its next job ready after a few microseconds, and the next step begins some
// tens of microseconds after the last; a preempted thread comes back after milliseconds. Spinning
// longer than this would only take the processor from it.
constexpr auto kSpinTime = std::chrono::microseconds(100);
constexpr int kSpinsPerClockLook = 32;

/// Spins until `ready()` holds or the spin time is over; says whether it holds.
template <typename Ready>
bool SpinUntil(const Ready& ready) {
  const auto end = std::chrono::steady_clock::now() + kSpinTime;
  do {
    for (int i = 0; i < kSpinsPerClockLook; ++i) {
      if (ready()) return true;
      platform::Pause();
    }
  } while (std::chrono::steady_clock::now() < end);
  return ready();
}

constexpr uint64_t MakeTickets(uint32_t n_chunks) { return uint64_t{n_chunks} << 32; }

}  // namespace

ThreadPool::ThreadPool(size_t n_threads) {
  CMDAI_CHECK(n_threads > 0);
  workers_.reserve(n_threads - 1);
  try {
    for (size_t i = 1; i < n_threads; ++i) {
      workers_.emplace_back([this, i] { WorkerLoop(i); });
    }
  } catch (const std::system_error&) {
    // The system gives no more threads: those that there are do the work.
  }
}

ThreadPool::~ThreadPool() {
  stopping_ = true;
  n_jobs_.fetch_add(1);
  n_jobs_.notify_all();
  for (std::thread& worker : workers_) worker.join();
}

void ThreadPool::Run(size_t n_chunks, const Chunk& work) {
  if (n_chunks == 0) return;
  const std::scoped_lock lock(run_mutex_);
  if (workers_.empty() || n_chunks == 1) {
    for (size_t chunk = 0; chunk < n_chunks; ++chunk) work(chunk, 0);
    return;
  }
  CMDAI_CHECK(n_chunks <= UINT32_MAX);
  const auto n = static_cast<uint32_t>(n_chunks);
  work_ = &work;
  n_done_ = 0;
  tickets_ = MakeTickets(n);
  n_jobs_.fetch_add(1);
  if (n_sleeping_ > 0) n_jobs_.notify_all();
  TakeChunks(0);
  WaitUntilDone(n);
}

bool ThreadPool::TakeChunks(size_t thread) {
  bool took_any = false;
  uint64_t tickets = tickets_.load(std::memory_order_acquire);
  while (true) {
    const auto n_chunks = static_cast<uint32_t>(tickets >> 32);
    const auto chunk = static_cast<uint32_t>(tickets);
    if (chunk >= n_chunks) return took_any;
    // A ticket that was drawn keeps its job alive: Run can't return before it is done.
    if (!tickets_.compare_exchange_weak(tickets, tickets + 1, std::memory_order_acq_rel)) continue;
    (*work_)(chunk, thread);
    took_any = true;
    if (n_done_.fetch_add(1, std::memory_order_acq_rel) + 1 == n_chunks) n_done_.notify_one();
    tickets = tickets_.load(std::memory_order_acquire);
  }
}

void ThreadPool::WaitUntilDone(uint32_t n_chunks) {
  const auto done = [&] { return n_done_.load(std::memory_order_acquire) == n_chunks; };
  if (SpinUntil(done)) return;
  while (!done()) {
    const uint32_t seen = n_done_.load(std::memory_order_acquire);
    if (seen != n_chunks) n_done_.wait(seen, std::memory_order_acquire);
  }
}

void ThreadPool::WorkerLoop(size_t thread) {
  while (true) {
    // In this order: the destructor sets stopping_ before it changes n_jobs_.
    const uint32_t seen = n_jobs_.load(std::memory_order_acquire);
    if (stopping_) return;
    TakeChunks(thread);
    const auto new_job = [&] { return n_jobs_.load(std::memory_order_acquire) != seen; };
    if (SpinUntil(new_job)) continue;
    n_sleeping_.fetch_add(1);
    n_jobs_.wait(seen);
    n_sleeping_.fetch_sub(1);
  }
}

}  // namespace cmdai::engine::cpu
