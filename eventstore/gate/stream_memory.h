// What the Gate remembers of a stream: record::v1::GateState as the few pairs that it has, in one piece of memory,
// instead of as four maps. Read, changed and written once for nearly every event.
#ifndef HOMEWARD_EVENTSTORE_GATE_STREAM_MEMORY_H_
#define HOMEWARD_EVENTSTORE_GATE_STREAM_MEMORY_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/inlined_vector.h"
#include "eventstore/types.h"

namespace homeward::eventstore {

// One thread at a time; copies share nothing.
class StreamMemory {
 public:
  // Which of the state's maps; numbered as its fields.
  enum class Part : uint32_t { kStates = 1, kBefore = 2, kCounts = 3, kSlots = 4 };

  // Takes the serialised GateState in place of what it held. False: the bytes are none.
  bool Parse(std::string_view bytes);
  // Appends it serialised.
  void AppendTo(std::string* out) const;

  // Empty if there is none. Valid until something is set.
  std::string_view Text(Part part, std::string_view key) const;
  void SetText(Part part, std::string_view key, std::string_view text);
  void Erase(Part part, std::string_view key);

  uint32_t Count(std::string_view key) const;  // 0: never
  void SetCount(std::string_view key, uint32_t count);

  Micros last_time_us() const { return last_time_us_; }
  void set_last_time_us(Micros time) { last_time_us_ = time; }

 private:
  struct Piece {
    uint32_t at = 0, bytes = 0;  // of text_
  };
  struct Entry {
    Part part = Part::kStates;
    uint32_t count = 0;  // of kCounts, in place of a text
    Piece key, text;
  };

  bool ParseEntry(Part part, std::string_view bytes);
  std::string_view View(Piece piece) const { return std::string_view(text_).substr(piece.at, piece.bytes); }
  Piece PieceOf(std::string_view within) const;  // a part of text_
  Piece Keep(std::string_view text);
  size_t IndexOf(Part part, std::string_view key) const;  // in entries_; their number: there is none
  Entry& Make(Part part, std::string_view key);

  // What is replaced stays in it: it lives no longer than a batch is looked at.
  std::string text_;
  absl::InlinedVector<Entry, 6> entries_;
  Micros last_time_us_ = 0;
};

}  // namespace homeward::eventstore

#endif  // HOMEWARD_EVENTSTORE_GATE_STREAM_MEMORY_H_
