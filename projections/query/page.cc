#include "projections/query/page.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "eventstore/bytes/hmac.h"
#include "eventstore/bytes/sha256.h"
#include "homeward/coordination/v1/rows.pb.h"
#include "projections/limits.h"
#include "projections/projector/rows.h"
#include "proto/contract/text.h"

namespace homeward::projections {
namespace {

using coordination::v1::PageToken;

constexpr size_t kMacBytes = 16;  // of a token; every page is authorised anew all the same

// Index rows read at once of all ranges and of each of many, at first; more with each turn.
constexpr size_t kChunkOfAll = 256, kChunkMin = 16, kChunkMax = 4096;

std::string Mac(const eventstore::Hash& key, std::string_view body) {
  const eventstore::Hash mac = eventstore::HmacSha256(eventstore::AsBytes(key), body);
  return std::string(eventstore::AsBytes(mac).substr(0, kMacBytes));
}

// In a time that does not tell where they differ.
bool Same(std::string_view a, std::string_view b) {
  unsigned char differs = a.size() == b.size() ? 0 : 1;
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) differs |= static_cast<unsigned char>(a[i] ^ b[i]);
  return differs == 0;
}

std::optional<std::string> FromHex(std::string_view text) {
  const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = digit(text[i]), low = digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

absl::Status BadToken() { return absl::InvalidArgumentError("PAGE_TOKEN_INVALID: begin again without a token"); }

// The next rows of a range: place → subject. Sets `exhausted` if there are no more.
absl::Status ReadChunk(const Sight& sight, const IndexRange& range, size_t chunk, const std::string& after,
                       std::map<std::string, std::string>* rows, bool* exhausted) {
  // An index row is 'i', the key, a NUL and the subject; the place is what follows the prefix.
  const std::string prefix = IndexPrefix(range.prefix);
  const std::string start = after.empty() ? "" : prefix + after + std::string(1, '\0');
  size_t count = 0;
  *exhausted = true;
  return sight.rows->Scan(range.view, prefix, start, [&](std::string_view key, std::string_view) {
    if (count++ == chunk) {
      *exhausted = false;
      return false;
    }
    const std::string_view place = key.substr(prefix.size());
    const size_t nul = place.rfind('\0');
    rows->emplace(place, nul == std::string_view::npos ? std::string_view{} : place.substr(nul + 1));
    return true;
  });
}

}  // namespace

absl::StatusOr<size_t> PageSize(int32_t asked) {
  if (asked < 0) return absl::InvalidArgumentError("PAGE_SIZE_NEGATIVE: page_size must not be negative");
  return static_cast<size_t>(asked == 0 ? kPageSizeDefault : std::min(asked, kPageSizeMax));
}

std::string QuestionHash(const google::protobuf::Message& request, std::string_view viewer) {
  const eventstore::Hash hash = eventstore::Sha256()
                                    .Frame(request.GetDescriptor()->full_name())
                                    .Frame(request.SerializeAsString())
                                    .Frame(viewer)
                                    .Finish();
  return std::string(eventstore::AsBytes(hash));
}

PageScope ScopeOf(const eventstore::Store& store, std::string_view view, uint32_t version, std::string question) {
  return {std::string(view), version, std::move(question), store.head().incarnation, store.Secret("page token")};
}

std::string EncodeToken(const PageScope& scope, const PageStart& next) {
  PageToken token;
  token.set_view(scope.view);
  token.set_version(scope.version);
  token.set_incarnation(scope.incarnation);
  token.set_filter(scope.question);
  token.set_last_key(next.after);
  token.set_as_at_us(next.as_at_us);
  const std::string body = token.SerializeAsString();
  return eventstore::ToHex(body + Mac(scope.key, body));
}

absl::StatusOr<PageStart> StartOf(const PageScope& scope, std::string_view token, int64_t as_at_us) {
  if (token.empty()) return PageStart{"", as_at_us};
  const auto bytes = FromHex(token);
  if (!bytes.has_value() || bytes->size() <= kMacBytes) return BadToken();
  const std::string body = bytes->substr(0, bytes->size() - kMacBytes);
  PageToken said;
  if (!said.ParseFromString(body)) return BadToken();
  // Before the key's word, which a token of another log cannot have: so that its holder hears why.
  if (said.incarnation() != scope.incarnation) {
    return absl::AbortedError("PAGE_TOKEN_OTHER_LOG: the log is another, or was restored; begin again without a token");
  }
  if (!Same(Mac(scope.key, body), bytes->substr(body.size()))) return BadToken();
  if (said.version() != scope.version) {
    return absl::AbortedError("PAGE_TOKEN_OUTLIVED: the view is another now; begin again without a token");
  }
  if (said.view() != scope.view || said.filter() != scope.question) {
    return absl::InvalidArgumentError(
        "PAGE_TOKEN_OTHER_QUESTION: keep the request as it was, or begin without a token");
  }
  return PageStart{said.last_key(), said.as_at_us()};
}

absl::StatusOr<bool> WalkIndex(const Sight& sight, const std::vector<IndexRange>& ranges,
                               const std::vector<std::string>& scopes, const std::string& after,
                               const std::function<bool(const std::string&, const std::string&)>& visit,
                               std::string* last) {
  *last = after;
  size_t chunk = std::max(kChunkMin, kChunkOfAll / std::max<size_t>(1, ranges.size()));
  for (size_t looked = 0; looked < kPageScanMax; chunk = std::min(chunk * 4, kChunkMax)) {
    std::map<std::string, std::string> merged;
    std::string bound;  // nothing beyond it is known to be complete
    bool all = true;
    for (const IndexRange& range : ranges) {
      std::map<std::string, std::string> rows;
      bool exhausted = true;
      if (auto read = ReadChunk(sight, range, chunk, *last, &rows, &exhausted); !read.ok()) return read;
      looked += rows.size();
      if (!exhausted) {
        bound = bound.empty() ? rows.rbegin()->first : std::min(bound, rows.rbegin()->first);
        all = false;
      }
      merged.merge(rows);
    }
    for (const auto& [place, subject] : merged) {
      if (!bound.empty() && place > bound) break;
      if (StandsIn(place, scopes) && !visit(place, subject)) return false;
      *last = place;
    }
    if (all) return true;
  }
  return false;
}

}  // namespace homeward::projections
