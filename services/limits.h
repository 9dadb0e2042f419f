// Every limit of the server, with its unit. `homeward serve --help` and docs/ name the same numbers.
//
// What passes a limit is answered with a canonical status, a reason code and what to do next; backpressure on a
// publisher is not reading more. The limits of the log itself (queue, group) are the event store's.
#ifndef HOMEWARD_SERVICES_LIMITS_H_
#define HOMEWARD_SERVICES_LIMITS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace homeward::services {

// Publishing.
inline constexpr int kBatchEventsMax = 1000;         // events in a batch
inline constexpr size_t kBatchBytesMax = 1u << 20;   // bytes of a batch, 1 MiB
inline constexpr size_t kEventBytesMax = 64u << 10;  // bytes of an event, 64 KiB
inline constexpr int kExpectedRevisionsMax = 1000;   // expected revisions in a batch
inline constexpr int kViolationsShownMax = 50;       // violations named in one refusal; the count is always told
inline constexpr size_t kTrailerDetailsBytesMax = 4u << 10;  // bytes of a refusal's details in an RPC's trailers
inline constexpr std::chrono::seconds kRetryDelay{1};        // said in RetryInfo where trying again can help
inline constexpr int kPublishInFlightMax = 32;               // batches of one stream that wait for the log
inline constexpr int kMintedIdsMax = 1000;                   // ids in one MintPersonIds call

// Reading.
inline constexpr int kQueryThreads = 4;                         // workers that read the disk for queries and pumps
inline constexpr size_t kQueryQueueMax = 1024;                  // queries that wait for a worker
inline constexpr int kPageRowsDefault = 50;                     // rows of a page where nothing is asked
inline constexpr int kPageRowsMax = 1000;                       // rows of a page; more is coerced to this
inline constexpr int kWatchersMax = 1000;                       // open Watch and Replay streams of the whole server
inline constexpr size_t kWatchRowsMax = 64;                     // rows taken from a view at once for a Watch
inline constexpr int kReplayItemsMax = 256;                     // items of one Replay message
inline constexpr size_t kReplayItemsPolled = 4096;              // items read from the log at once
inline constexpr size_t kReplayBytesMax = 512u << 10;           // bytes of one Replay message, about
inline constexpr size_t kReplayIdsNoted = 4u << 20;             // events whose shown ids a Replay notes, a bit each
inline constexpr int kReplayFilterMax = 100;                    // entries in one list of a Replay filter
inline constexpr uint32_t kTileLevels = 8;                      // levels of tiles: 256^8 positions
inline constexpr int kAccessRecordsMax = 1000;                  // access records of one ListAccess answer
inline constexpr std::chrono::seconds kMinPositionWaitMax{30};  // wait for min_position, whatever the deadline

// Proofs.
inline constexpr std::chrono::seconds kCheckpointInterval{10};  // a log that has grown is signed so often

// Backups.
inline constexpr size_t kBackupsWaitingMax = 1;    // beside the one that is being made
inline constexpr size_t kBackupNameBytesMax = 64;  // bytes of a backup's name

// Transport.
inline constexpr int kConnectionsMax = 4096;                 // open connections, where descriptors allow so many
inline constexpr int kConnectionsPerCertificate = 64;        // of them one certificate's, unless configured
inline constexpr size_t kEvictionsAtOnce = 32;               // connections being closed for newcomers
inline constexpr std::chrono::milliseconds kSweepPause{10};  // between two looks at all connections in a flood
inline constexpr std::chrono::seconds kRefusedLinger{1};     // a refused connection's answer may travel so long
inline constexpr uint64_t kUnheardBytesMax = 4u
                                             << 20;  // bytes over a connection without a call or message whole, 4 MiB
inline constexpr std::chrono::milliseconds kConnectionsTick{1000};  // closed connections are forgotten so often
inline constexpr int kStreamsPerCertificateMax = 256;               // open Publish, Watch and Replay of one certificate
inline constexpr int kReservedFds = 256;                            // descriptors that connections leave to the log
inline constexpr int kListenBacklog = 512;                          // connections that wait to be accepted
inline constexpr std::chrono::seconds kHandshakeTimeout{10};        // for TLS and HTTP/2 to begin
inline constexpr std::chrono::seconds kCertificateReload{5};    // a renewed certificate is served after at most this
inline constexpr std::chrono::hours kConnectionAgeMax{12};      // then a connection is asked to end and comes anew
inline constexpr std::chrono::minutes kConnectionAgeGrace{5};   // its open calls may finish for so long
inline constexpr int kMessageBytesMax = 4 << 20;                // bytes of a message, 4 MiB
inline constexpr int kMetadataBytesMax = 8 << 10;               // bytes of a call's metadata, 8 KiB
inline constexpr int kStreamsPerConnectionMax = 100;            // HTTP/2 MAX_CONCURRENT_STREAMS
inline constexpr size_t kGrpcMemoryBytesMax = 256u << 20;       // ResourceQuota of gRPC's buffers, 256 MiB
inline constexpr std::chrono::seconds kKeepaliveTime{60};       // ping after this silence
inline constexpr std::chrono::seconds kKeepaliveTimeout{20};    // the other side is gone after this
inline constexpr std::chrono::seconds kKeepaliveClientMin{10};  // clients may not ping more often
inline constexpr std::chrono::seconds kShutdownGrace{10};       // open calls may finish for so long

// After a failed write.
inline constexpr std::chrono::milliseconds kStoppedLook{200};      // how often it is asked whether all is written
inline constexpr std::chrono::milliseconds kRestartWaitMin{1000};  // before starting anew; doubled each time
inline constexpr std::chrono::milliseconds kRestartWaitMax{60000};
inline constexpr std::chrono::minutes kRestartForgotten{10};  // of running well: the next wait is the shortest again

// Looks may still be logged where the log itself has stopped for want of space.
inline constexpr uint64_t kLooksFloorDivisor = 8;  // of min_free_bytes: below it looks are refused

}  // namespace homeward::services

#endif  // HOMEWARD_SERVICES_LIMITS_H_
