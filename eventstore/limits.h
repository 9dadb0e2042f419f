// Every limit of the event store in one place, with its unit. What passes one gets a canonical status with a reason.
#ifndef HOMEWARD_EVENTSTORE_LIMITS_H_
#define HOMEWARD_EVENTSTORE_LIMITS_H_

#include <cstddef>
#include <cstdint>

namespace homeward::eventstore {

// Waiting for the committer; beyond it Propose answers RESOURCE_EXHAUSTED, QUEUE_FULL.
inline constexpr size_t kQueueProposals = 4096;   // proposals
inline constexpr size_t kQueueBytes = 64u << 20;  // bytes of client parts and sections

// A group is closed at either limit, or as soon as the queue is empty; no timer.
inline constexpr size_t kGroupEvents = 1024;     // events
inline constexpr size_t kGroupBytes = 4u << 20;  // bytes
inline constexpr size_t kGroupProposals = 4096;  // proposals, refused ones too

// The live ring: who falls further behind reads from disk.
inline constexpr size_t kRingEvents = 16384;     // events
inline constexpr size_t kRingBytes = 64u << 20;  // bytes of records

// Subscriptions.
inline constexpr uint64_t kCheckpointEvery = 1000;  // positions that did not match, between checkpoints
inline constexpr uint64_t kScanPerPoll = 16384;     // positions looked at in one Poll, matching or not

// Stream rows kept parsed by the committer.
inline constexpr size_t kStreamRowsCached = 65536;  // rows

// Looks waiting for the access log; beyond it a look is refused.
inline constexpr size_t kAccessQueueRecords = 4096;  // records

// How often a nearly full disk is looked at again.
inline constexpr int64_t kFreeSpaceRecheckUs = 1'000'000;  // microseconds

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LIMITS_H_
