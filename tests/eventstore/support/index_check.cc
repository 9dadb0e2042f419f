#include "tests/eventstore/support/index_check.h"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "eventstore/record/uuid.h"

namespace homeward::eventstore {
namespace {

using Positions = std::vector<Position>;

// What the index should say.
struct Expected {
  std::map<std::string, Positions> subjects, streams;
  std::map<std::string, uint64_t> revisions;
  std::map<EventId, Position> ids;
  std::map<std::string, Store::SourceMark> sources;
};

Expected ReadAll(const Store& store) {
  Expected expected;
  const auto take = [&](LogEventPtr event) {
    for (const std::string& subject : event->server().subjects()) {
      Positions& positions = expected.subjects[subject];
      if (positions.empty() || positions.back() != event->position) positions.push_back(event->position);
    }
    expected.streams[event->server().stream()].push_back(event->position);
    expected.revisions[event->server().stream()] = event->server().revision();
    expected.ids[*ParseEventId(event->event().envelope->id())] = event->position;
    Store::SourceMark& mark = expected.sources[event->event().envelope->source()];
    const uint64_t sequence = event->event().envelope->source_sequence();
    if (sequence > mark.sequence) mark = {sequence, event->position};
    return true;
  };
  EXPECT_TRUE(store.ReadRange(Position(1), Position(UINT64_MAX), take).ok());
  return expected;
}

Positions UpTo(const Positions& positions, Position last) {
  Positions out;
  for (const Position position : positions) {
    if (position <= last) out.push_back(position);
  }
  return out;
}

void ExpectSubjects(const Store& store, const Expected& expected) {
  const Position head = store.head().position;
  for (const auto& [subject, positions] : expected.subjects) {
    EXPECT_EQ(store.SubjectPositions(Subject(subject), Position(0)).value(), positions) << subject;
    const Position middle(head.value / 2);
    if (middle.value > 0) {
      EXPECT_EQ(store.SubjectPositions(Subject(subject), middle).value(), UpTo(positions, middle)) << subject;
    }
  }
  EXPECT_TRUE(store.SubjectPositions(Subject("person:nobody"), Position(0)).value().empty());
  // All at once, one that nobody has heard of among them, are what they are one by one.
  std::vector<Subject> subjects{Subject("person:nobody")};
  for (const auto& [subject, positions] : expected.subjects) subjects.emplace_back(subject);
  for (const Position last : {head, Position(head.value / 2 + 1)}) {
    const auto together = store.SubjectsPositions(subjects, last).value();
    ASSERT_EQ(together.size(), subjects.size());
    EXPECT_TRUE(together.front().empty());
    for (size_t i = 1; i < subjects.size(); ++i) {
      EXPECT_EQ(together[i], UpTo(expected.subjects.at(subjects[i].value), last)) << subjects[i].value;
    }
  }
  for (const std::string prefix : {"", "referral:", "person:p0", "q"}) {
    for (const Position last : {head, Position(head.value / 2 + 1)}) {
      std::map<std::string, Positions> all, seen;
      for (const auto& [subject, positions] : expected.subjects) {
        if (subject.starts_with(prefix) && positions.front() <= last) all[subject] = UpTo(positions, last);
      }
      std::string before;
      const auto visit = [&](std::string_view subject, const Positions& positions) {
        EXPECT_LT(before, subject);
        before = subject;
        seen[before] = positions;
        return true;
      };
      ASSERT_TRUE(store.VisitSubjects(prefix, last, visit).ok());
      EXPECT_EQ(seen, all) << "prefix " << prefix << " up to " << last.value;
    }
  }
}

}  // namespace

void ExpectIndexIsTheLog(const Store& store) {
  if (store.head().position.value == 0) return;
  const Expected expected = ReadAll(store);
  ExpectSubjects(store, expected);
  for (const auto& [stream, positions] : expected.streams) {
    const StreamInfo info = store.Stream(StreamId(stream)).value();
    EXPECT_EQ(info.revision.value, positions.size()) << stream;
    EXPECT_EQ(info.revision.value, expected.revisions.at(stream)) << stream;
    EXPECT_EQ(info.last, positions.back()) << stream;
    const std::vector<LogEventPtr> events = store.ReadStream(StreamId(stream)).value();
    Positions read;
    for (const LogEventPtr& event : events) read.push_back(event->position);
    EXPECT_EQ(read, positions) << stream;
  }
  for (const auto& [id, position] : expected.ids) EXPECT_EQ(store.FindEvent(id).value(), position);
  for (const auto& [source, mark] : expected.sources) {
    EXPECT_EQ(store.LastSourceSequence(source).value().sequence, mark.sequence);
    EXPECT_EQ(store.LastSourceSequence(source).value().position, mark.position);
  }
}

}  // namespace homeward::eventstore
