#include "engine/cpu/thread_pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace cmdai::engine::cpu {
namespace {

TEST(ThreadPool, EveryChunkRunsExactlyOnce) {
  for (const size_t n_threads : {1, 2, 5}) {
    ThreadPool pool(n_threads);
    for (const size_t n_chunks : {0, 1, 2, 7, 1000}) {
      std::vector<std::atomic<int>> runs(n_chunks);
      std::atomic<bool> bad_thread = false;
      pool.Run(n_chunks, [&](size_t chunk, size_t thread) {
        runs[chunk].fetch_add(1);
        if (thread >= n_threads) bad_thread = true;
      });
      for (size_t i = 0; i < n_chunks; ++i) EXPECT_EQ(runs[i], 1) << i;
      EXPECT_FALSE(bad_thread);
    }
  }
}

TEST(ThreadPool, ManyShortRunsSeeEachOthersResults) {
  ThreadPool pool(3);
  std::vector<int> values(64, 0);
  for (int round = 0; round < 20'000; ++round) {
    pool.Run(values.size(), [&](size_t chunk, size_t) { values[chunk] += 1; });
    if (round % 1000 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
  }
  for (const int value : values) EXPECT_EQ(value, 20'000);
}

TEST(ThreadPool, CallersExcludeEachOther) {
  ThreadPool pool(2);
  int total = 0;  // not atomic: guarded by the pool's exclusion alone
  std::vector<std::thread> callers;
  for (int i = 0; i < 4; ++i) {
    callers.emplace_back([&] {
      for (int round = 0; round < 500; ++round) {
        std::atomic<int> sum = 0;
        pool.Run(8, [&](size_t chunk, size_t) {
          sum.fetch_add(static_cast<int>(chunk));
          if (chunk == 0) ++total;
        });
        EXPECT_EQ(sum, 28);
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(total, 2000);
}

TEST(ThreadPool, MayEndAtAnyMoment) {
  for (int round = 0; round < 2000; ++round) {
    ThreadPool pool(3);
    std::atomic<int> n = 0;
    if (round % 2 == 0) pool.Run(4, [&](size_t, size_t) { n.fetch_add(1); });
    EXPECT_EQ(n, round % 2 == 0 ? 4 : 0);
  }
}

TEST(ThreadPool, WorkersWakeFromSleep) {
  ThreadPool pool(4);
  for (int round = 0; round < 20; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // longer than they spin
    std::atomic<int> n = 0;
    pool.Run(16, [&](size_t, size_t) { n.fetch_add(1); });
    EXPECT_EQ(n, 16);
  }
}

}  // namespace
}  // namespace cmdai::engine::cpu
