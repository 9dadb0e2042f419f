// Every limit of the event store in one place, with its unit. What passes one gets a canonical status with a reason.
#ifndef HOMEWARD_EVENTSTORE_LIMITS_H_
#define HOMEWARD_EVENTSTORE_LIMITS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace homeward::eventstore {

// Waiting for the committer; beyond it Propose answers RESOURCE_EXHAUSTED, QUEUE_FULL.
inline constexpr size_t kQueueProposals = 4096;   // proposals
inline constexpr size_t kQueueBytes = 64u << 20;  // bytes of client parts and sections

// A group is closed at either limit, or as soon as the queue is empty; no timer.
inline constexpr size_t kGroupEvents = 4096;     // events
inline constexpr size_t kGroupBytes = 4u << 20;  // bytes
inline constexpr size_t kGroupProposals = 4096;  // proposals, refused ones too

// A group of so few events is settled by the thread that judged it.
inline constexpr size_t kSettledAtOnce = 16;  // events

// The live ring: who falls further behind reads from disk.
inline constexpr size_t kRingEvents = 16384;     // events
inline constexpr size_t kRingBytes = 64u << 20;  // bytes of records

// Subscriptions.
inline constexpr uint64_t kCheckpointEvery = 1000;  // positions that did not match, between checkpoints
inline constexpr uint64_t kScanPerPoll = 16384;     // positions looked at in one Poll, matching or not

// Index rows are kept in memory for so many events, then written sorted. At most twice so many are folded again after a
// crash, which takes about a second on two cores.
inline constexpr size_t kWindowEvents = 65536;   // events
inline constexpr size_t kPostingsPerRow = 1024;  // positions of one name in one row
inline constexpr size_t kAddSliceRows = 128;     // added to a window, or looked at in it, under one lock
inline constexpr size_t kReplayEvents = 4096;    // folded again before they are added to the index

// Stream rows that the committer keeps beside the windows, in two generations: those used since the younger began, and
// those of the one before; at most twice so many, each of some 300 bytes.
inline constexpr size_t kStreamRowsCached = 131072;  // rows of one generation

// So many rows of a view written at once become a file of their own.
inline constexpr size_t kSortedFileRows = 8192;  // rows
// Files and levels of a view that are merged at once, at least.
inline constexpr int kViewFilesMerged = 8;  // files

// Looks waiting for the access log; beyond it a look is refused.
inline constexpr size_t kAccessQueueRecords = 4096;  // records

// The background check of the whole log: about a hundredth of a core.
inline constexpr uint64_t kScrubRecordsPerSecond = 5'000;    // records
inline constexpr uint64_t kScrubTiles = 16;                  // full tiles compared between two rests
inline constexpr std::chrono::minutes kScrubRest{60};        // between the end of a round and the next
inline constexpr uint64_t kScrubBytesPerSecond = 16u << 20;  // bytes of the index's tables

// Tables compared with their checksums before a log is opened, the newest first; the background check sees the rest.
inline constexpr uint64_t kVerifiedAtOpenBytes = 512u << 20;  // bytes of tables, of each log

// Signed notes, as received: more than any log and its witnesses write.
inline constexpr size_t kNoteBytes = 256u << 10;  // bytes of a note, signatures included
inline constexpr size_t kNoteSignatures = 100;    // lines under a note

// Exports.
inline constexpr size_t kExportFileBytes = 1u << 30;    // bytes of one file: 256 records and more
inline constexpr uint64_t kExportSyncEntries = 65'536;  // done again at most, after a kill

// Checkpoints that a witness may still cosign.
inline constexpr size_t kCheckpointsKept = 64;  // checkpoints

// How often a nearly full disk is looked at again.
inline constexpr int64_t kFreeSpaceRecheckUs = 1'000'000;  // microseconds

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_LIMITS_H_
