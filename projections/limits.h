// Every limit of the views, with its unit.
#ifndef HOMEWARD_PROJECTIONS_LIMITS_H_
#define HOMEWARD_PROJECTIONS_LIMITS_H_

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace homeward::projections {

inline constexpr size_t kFoldBatchEvents = 65'536;   // events folded between two writes, at most
inline constexpr size_t kPollItems = 1024;           // items asked of the subscription at once
inline constexpr size_t kFlushEvents = 131'072;      // events between two flushes: what a crash folds again, at most
inline constexpr size_t kListedBytesKept = 112u << 20;  // of subjects that moved lately, remembered for each list
inline constexpr size_t kSubjectsSeen = 4'194'304;   // that a fold from zero remembers, 8 bytes each
inline constexpr uint64_t kRebuildBatchEvents = 131'072;    // events of a rebuild between two writes
inline constexpr size_t kSettledPlaces = 524'288;           // rows that a list of a rebuild writes at once
inline constexpr size_t kSettledFacts = 65'536;             // and of facts, which it keeps in order
inline constexpr uint64_t kLatelyEvents = 262'144;          // before a rebuild's end: who moved in them is remembered
inline constexpr size_t kRecordsFoldRows = 4096;            // of a fold from records alone, between two writes
inline constexpr size_t kBatchReaders = 2;                  // threads that read them, in turn
inline constexpr size_t kBatchesReadAhead = 1;              // such batches of each, read while another is folded
inline constexpr uint64_t kRebuildHandoverEvents = 16'384;  // what it leaves to fold as views change places
inline constexpr size_t kAsideKept = 2;         // keyspaces with lists of earlier times, beside the present ones
inline constexpr size_t kAsideSightsKept = 16;  // positions that one of them remembers
inline constexpr std::chrono::minutes kAsideKeptFor{5};  // without a question; then it goes with the next one
inline constexpr size_t kChangesKept = 65'536;      // changed subjects remembered for watchers; older: a new snapshot
inline constexpr uint64_t kDiffEventsMax = 65'536;  // events between two positions whose views are compared
inline constexpr size_t kDiffSubjectsMax = 65'536;  // subjects that they may have changed
inline constexpr size_t kDiffRowsPerPage = 1'000;   // rows compared for one page, the same or not
inline constexpr size_t kDiffRowsTold = 50;         // rows of a page
inline constexpr size_t kDiffFieldsMax = 200;       // fields told of a row
inline constexpr size_t kDiffStepsMax = 200;        // events between, that a row is replayed by
inline constexpr size_t kExplainFactsMax = 500;     // events beside rules that are weighed for one explanation
inline constexpr size_t kExplainReadsMax = 10'000;  // readings of the row for one explanation
inline constexpr size_t kExplainValuesMax = 16;     // values explained at once
inline constexpr size_t kExplainStepsTold = 50;     // the last changes of a value
inline constexpr int64_t kShownPersonsMin = 10;     // persons in a figure, under which it is hidden
inline constexpr size_t kFiguresMax = 2'000;        // of one answer
inline constexpr size_t kCausesTold = 20;           // of one restatement
inline constexpr size_t kReportsTold = 500;         // that were handed in
inline constexpr int kPageSizeDefault = 50;         // rows of a page
inline constexpr int kPageSizeMax = 1000;           // rows of a page
inline constexpr size_t kPageScanMax = 20'000;      // index rows looked at for one page
inline constexpr size_t kChangesScanMax = 20'000;   // events read for one ListChanges
inline constexpr size_t kMergedPersonsMax = 64;     // pseudonyms of one person
inline constexpr size_t kLinkedTipsMax = 64;        // tips and parts of one case

// Live batches. Where so many events come, they are written so often, or when none came for so long, or somebody waits.
inline constexpr double kManyEventsPerSecond = 10'000;
inline constexpr std::chrono::milliseconds kBatchPatience{300};
inline constexpr std::chrono::milliseconds kBatchQuiet{30};

// Clocks.
inline constexpr size_t kClockChunkMin = 16;        // rows read of one range at first
inline constexpr size_t kClockChunkMax = 1024;      // and at once at most
inline constexpr size_t kClockRowsMax = 2'000'000;  // rows counted for one answer
inline constexpr std::chrono::microseconds kClockWakeEvery = std::chrono::minutes(1);  // a watch for time alone
inline constexpr size_t kConcernLooksMax = 400;      // persons, exchanges, screenings looked at for one answer
inline constexpr size_t kClockSubjectsMax = 20'000;  // subjects whose clocks are read anew for an earlier date

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_LIMITS_H_
