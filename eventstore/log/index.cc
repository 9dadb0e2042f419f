#include "eventstore/log/index.h"

#include <algorithm>
#include <utility>

#include "eventstore/bytes/bytes.h"
#include "eventstore/bytes/sha256.h"
#include "eventstore/gate/competence.h"
#include "eventstore/rocks/scan.h"
#include "eventstore/rocks/status.h"
#include "proto/contract/text.h"

namespace homeward::eventstore {
namespace {

std::string_view IdBytes(const EventId& id) { return {reinterpret_cast<const char*>(id.data()), id.size()}; }
rocksdb::Slice ToSlice(std::string_view text) { return {text.data(), text.size()}; }

// Rows of `subjects`: name ‖ 0x00 ‖ be64(position). Streams are posted there too, under a name that no subject has.
std::string PostingPrefix(std::string_view name) {
  std::string prefix(name);
  prefix.push_back('\0');
  return prefix;
}

constexpr std::string_view kGovernanceName = "@@governance";  // all governance streams together

std::string StreamName(std::string_view stream) { return contract::Cat("@", stream); }

}  // namespace

std::vector<Family> Index::Families() {
  return {{"batches", FamilyKind::kPoint},
          {"ids", FamilyKind::kPoint},
          {"streams", FamilyKind::kPoint},
          {"subjects", FamilyKind::kScan},
          {"sources", FamilyKind::kPoint}};
}

void Index::AddEvent(const EventId& id, const record::v1::ServerPart& server, rocksdb::WriteBatch* batch) {
  const std::string position = Be64(server.position());
  batch->Put(family(kIds), ToSlice(IdBytes(id)), position).PermitUncheckedError();
  std::string key;
  auto post = [&](std::string_view name) {
    key = PostingPrefix(name);
    key += position;
    batch->Put(family(kSubjects), key, rocksdb::Slice()).PermitUncheckedError();
  };
  for (const std::string& subject : server.subjects()) post(subject);
  post(StreamName(server.stream()));
  if (IsGovernanceStream(server.stream())) post(kGovernanceName);
}

void Index::PutStream(const StreamId& stream, const record::v1::StreamRow& row, rocksdb::WriteBatch* batch) {
  batch->Put(family(kStreams), stream.value, row.SerializeAsString()).PermitUncheckedError();
}

void Index::PutBatch(const Hash& hash, const record::v1::BatchRow& row, rocksdb::WriteBatch* batch) {
  batch->Put(family(kBatches), ToSlice(AsBytes(hash)), row.SerializeAsString()).PermitUncheckedError();
}

void Index::PutSource(const std::string& source, const Store::SourceMark& mark, rocksdb::WriteBatch* batch) {
  std::string value = Be64(mark.sequence);
  AppendBe64(mark.position.value, &value);
  batch->Put(family(kSources), source, value).PermitUncheckedError();
}

absl::StatusOr<bool> Index::Get(FamilyNumber number, std::string_view key, std::string* value) const {
  const rocksdb::Status got = ledger_.db().Get({}, family(number), ToSlice(key), value);
  if (got.ok()) return true;
  if (got.IsNotFound()) return false;
  return ToStatus(got, contract::Cat("reading ", family(number)->GetName()));
}

absl::StatusOr<std::optional<Position>> Index::FindEvent(const EventId& id) const {
  std::string value;
  const absl::StatusOr<bool> found = Get(kIds, IdBytes(id), &value);
  if (!found.ok()) return found.status();
  if (!*found) return std::optional<Position>();
  return std::optional<Position>(Position(ReadBe64(value)));
}

absl::StatusOr<std::vector<std::optional<Position>>> Index::FindEvents(const std::vector<EventId>& ids) const {
  std::vector<rocksdb::Slice> keys;
  keys.reserve(ids.size());
  for (const EventId& id : ids) keys.push_back(ToSlice(IdBytes(id)));
  std::vector<rocksdb::PinnableSlice> values(ids.size());
  std::vector<rocksdb::Status> statuses(ids.size());
  ledger_.db().MultiGet({}, family(kIds), keys.size(), keys.data(), values.data(), statuses.data());
  std::vector<std::optional<Position>> positions(ids.size());
  for (size_t i = 0; i < ids.size(); ++i) {
    if (statuses[i].ok()) {
      positions[i] = Position(ReadBe64({values[i].data(), values[i].size()}));
    } else if (!statuses[i].IsNotFound()) {
      return ToStatus(statuses[i], "reading ids");
    }
  }
  return positions;
}

absl::StatusOr<std::optional<record::v1::BatchRow>> Index::FindBatch(const Hash& hash) const {
  std::string value;
  const absl::StatusOr<bool> found = Get(kBatches, AsBytes(hash), &value);
  if (!found.ok()) return found.status();
  std::optional<record::v1::BatchRow> row;
  if (*found && !row.emplace().ParseFromString(value)) return absl::DataLossError("a row of batches is unreadable");
  return row;
}

absl::StatusOr<record::v1::StreamRow> Index::FindStream(const StreamId& stream) const {
  record::v1::StreamRow row;
  std::string value;
  const absl::StatusOr<bool> found = Get(kStreams, stream.value, &value);
  if (!found.ok()) return found.status();
  if (*found && !row.ParseFromString(value)) return absl::DataLossError("a row of streams is unreadable");
  return row;
}

absl::StatusOr<Store::SourceMark> Index::FindSource(const std::string& source) const {
  Store::SourceMark mark;
  std::string value;
  const absl::StatusOr<bool> found = Get(kSources, source, &value);
  if (!found.ok()) return found.status();
  if (*found && value.size() != 16) return absl::DataLossError("a row of sources is unreadable");
  if (*found) mark = {ReadBe64(value), Position(ReadBe64(std::string_view(value).substr(8)))};
  return mark;
}

absl::StatusOr<std::vector<Position>> Index::SubjectPositions(const Subject& subject, Position after, Position up_to,
                                                              size_t limit) const {
  return Postings(PostingPrefix(subject.value), after, up_to, limit);
}

absl::StatusOr<std::vector<Position>> Index::StreamPositions(const StreamId& stream, Position up_to) const {
  return Postings(PostingPrefix(StreamName(stream.value)), Position(0), up_to, SIZE_MAX);
}

absl::StatusOr<std::vector<Position>> Index::GovernancePositions(Position up_to) const {
  return Postings(PostingPrefix(kGovernanceName), Position(0), up_to, SIZE_MAX);
}

absl::StatusOr<std::vector<Position>> Index::Postings(const std::string& prefix, Position after, Position up_to,
                                                      size_t limit) const {
  std::vector<Position> positions;
  if (after >= up_to || limit == 0) return positions;
  const std::string start = prefix + Be64(after.value + 1);
  const std::string end = prefix + Be64(up_to.value + 1);
  absl::Status status =
      ScanRows(ledger_.db(), family(kSubjects), {}, {start, end}, [&](std::string_view key, std::string_view) {
        positions.push_back(Position(ReadBe64(key.substr(prefix.size()))));
        return positions.size() < limit;
      });
  if (!status.ok()) return status;
  return positions;
}

}  // namespace homeward::eventstore
