#include "tests/scenarios/script.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <sstream>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace homeward::scenario {
namespace {

using Words = std::vector<std::string>;

// Words of a line without its comment: '#' opens one at the start of a word; blanks between '"' part no words. False:
// a '"' is not closed.
bool SplitLine(absl::string_view line, Words* words) {
  std::string word;
  bool quoted = false, begun = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
      begun = true;
    } else if (!quoted && (c == ' ' || c == '\t' || c == '\r')) {
      if (begun) words->push_back(std::exchange(word, ""));
      begun = false;
    } else if (!quoted && !begun && c == '#') {
      return true;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) words->push_back(std::move(word));
  return !quoted;
}

bool ParseRange(absl::string_view text, double* least, double* most) {
  const std::vector<absl::string_view> ends = absl::StrSplit(text, "..");
  return ends.size() <= 2 && absl::SimpleAtod(ends.front(), least) && absl::SimpleAtod(ends.back(), most) &&
         *least <= *most;
}

bool ParseDays(absl::string_view text, std::string* first, std::string* last) {
  const std::vector<std::string> ends = absl::StrSplit(text, "..");
  *first = ends.front();
  *last = ends.back();
  return ends.size() == 2 && ParseDate(*first).ok() && ParseDate(*last).ok();
}

// "path=value"; "path" alone means true.
bool ParseAssignment(const std::string& word, Assignment* assignment) {
  const size_t equals = word.find('=');
  assignment->path = word.substr(0, equals);
  assignment->value = equals == std::string::npos ? "true" : word.substr(equals + 1);
  return !assignment->path.empty() && std::islower(static_cast<unsigned char>(assignment->path[0])) &&
         std::all_of(assignment->path.begin(), assignment->path.end(),
                     [](unsigned char c) { return std::isalnum(c) || c == '_' || c == '.'; });
}

class Parser {
 public:
  explicit Parser(absl::string_view path) { script_.path = std::string(path); }

  absl::StatusOr<Script> Parse(absl::string_view text) {
    std::string joined;
    for (absl::string_view line : absl::StrSplit(text, '\n')) {
      ++line_;
      const bool goes_on = absl::ConsumeSuffix(&line, "\\");
      absl::StrAppend(&joined, line, " ");
      if (goes_on) continue;
      if (absl::Status status = ParseLine(std::exchange(joined, "")); !status.ok()) {
        return absl::InvalidArgumentError(absl::StrCat(script_.path, ":", line_, ": ", status.message()));
      }
    }
    if (script_.name.empty() || script_.start.empty()) {
      return absl::InvalidArgumentError(absl::StrCat(script_.path, ": lacks its 'scenario' or 'start' line"));
    }
    if (repeat_) return absl::InvalidArgumentError(absl::StrCat(script_.path, ": 'repeat' without 'done'"));
    return std::move(script_);
  }

 private:
  static absl::Status Wrong(absl::string_view what) { return absl::InvalidArgumentError(what); }

  absl::Status ParseLine(absl::string_view line) {
    Words words;
    if (!SplitLine(line, &words)) return Wrong("a '\"' is not closed");
    if (words.empty()) return absl::OkStatus();
    const std::string& first = words[0];
    if (first == "scenario" || first == "rules") return ParseTitle(words);
    if (first == "needs") return ParseNeeds(words);
    if (first == "start") return ParseStart(words);
    if (first == "unit") return ParseUnits(words);
    if (first == "demo") return ParseDemo(words);
    if (first == "highlight") return ParseHighlight(words);
    if (first == "as") return ParseViewer(words);
    if (first == "expect") return ParseExpectation(words);
    if (first == "again") return ParseAgain(words);
    if (first == "repeat") return ParseRepeat(words);
    if (first == "done") return ParseDone(words);
    if (first == "+") return ParseContinuation(words);
    return ParseBatch(words);
  }

  absl::Status ParseTitle(const Words& words) {
    if (words.size() < 3) return Wrong("write: scenario NAME title, or: rules NAME title");
    script_.rules = words[0] == "rules";
    script_.name = words[1];
    script_.title = absl::StrJoin(words.begin() + 2, words.end(), " ");
    return absl::OkStatus();
  }

  absl::Status ParseStart(const Words& words) {
    if (words.size() != 2) return Wrong("write: start YYYY-MM-DD");
    script_.start = words[1];
    return ParseDate(words[1]).status();
  }

  absl::Status ParseUnits(const Words& words) {
    script_.units.insert(script_.units.end(), words.begin() + 1, words.end());
    return words.size() > 1 ? absl::OkStatus() : Wrong("write: unit soc.01 …");
  }

  absl::Status ParseNeeds(const Words& words) {
    script_.needs.insert(script_.needs.end(), words.begin() + 1, words.end());
    return words.size() > 1 ? absl::OkStatus() : Wrong("write: needs areas indicators …");
  }

  absl::Status ParseDemo(const Words& words) {
    DemoSettings& demo = script_.demo;
    for (size_t i = 1; i < words.size(); ++i) {
      Assignment a;
      bool ok = ParseAssignment(words[i], &a);
      if (a.path == "copies") {
        ok = ok && absl::SimpleAtoi(a.value, &demo.copies);
      } else if (a.path == "from" || a.path == "to") {
        (a.path == "from" ? demo.from : demo.to) = a.value;
        ok = ok && ParseDate(a.value).ok();
      } else if (a.path == "day0") {
        ok = ok && ParseDays(a.value, &demo.earliest_start, &demo.latest_start);
      } else {
        ok = ok && a.path == "stretch" && ParseRange(a.value, &demo.least_stretch, &demo.most_stretch) &&
             demo.least_stretch >= 1.0;
      }
      if (!ok) return Wrong("write: demo copies=5 from=DATE to=DATE day0=DATE..DATE stretch=1..1.5");
    }
    return absl::OkStatus();
  }

  absl::Status ParseHighlight(const Words& words) {
    if (words.size() != 3) return Wrong("write: highlight VICTIM P1");
    script_.demo.highlights.emplace_back(words[1], words[2]);
    return absl::OkStatus();
  }

  absl::Status ParseViewer(const Words& words) {
    if (words.size() < 2 || words.size() > 3) return Wrong("write: as UNIT purpose=PURPOSE");
    viewer_ = Viewer{.unit = words[1]};
    if (words.size() == 3) {
      Assignment a;
      if (!ParseAssignment(words[2], &a) || a.path != "purpose") return Wrong("write: as UNIT purpose=PURPOSE");
      viewer_.purpose = a.value;
    }
    return absl::OkStatus();
  }

  absl::Status ParseExpectation(const Words& words) {
    Expectation expectation{.line = line_, .viewer = viewer_};
    for (size_t i = 1; i < words.size(); ++i) {
      Assignment a;
      if (words[i].find('=') == std::string::npos) {
        expectation.words.push_back(words[i]);
      } else if (ParseAssignment(words[i], &a)) {
        expectation.attributes.push_back(std::move(a));
      } else {
        return Wrong(absl::StrCat("'", words[i], "' is not key=value"));
      }
    }
    if (expectation.words.empty()) return Wrong("write: expect referral R1 state=…");
    if (viewer_.unit.empty()) return Wrong("say first through whose eyes: as UNIT purpose=PURPOSE");
    script_.steps.push_back(std::move(expectation));
    return absl::OkStatus();
  }

  absl::Status ParseAgain(const Words& words) {
    Again again{.line = line_};
    for (size_t i = 1; i < words.size(); ++i) {
      Assignment a;
      if (words[i][0] == '!') {
        again.refused.push_back(words[i].substr(1));
      } else if (i == 1 && words[i].find('=') == std::string::npos) {
        again.label = words[i];
      } else if (ParseAssignment(words[i], &a)) {
        again.overrides.push_back(std::move(a));
      } else {
        return Wrong(absl::StrCat("'", words[i], "' is not field=value"));
      }
    }
    script_.steps.push_back(std::move(again));
    return absl::OkStatus();
  }

  absl::Status ParseDone(const Words& words) {
    if (!repeat_) return Wrong("'done' ends a 'repeat'; there is none");
    repeat_.reset();
    return absl::OkStatus();
  }

  absl::Status ParseRepeat(const Words& words) {
    Repeat repeat{.group = line_};
    double least = 0, most = 0;
    Assignment every;
    if (words.size() != 3 || !ParseRange(words[1], &least, &most) || !ParseAssignment(words[2], &every) ||
        every.path != "every" || !absl::SimpleAtoi(every.value, &repeat.every_days)) {
      return Wrong("write: repeat 3..8 every=14");
    }
    repeat.least = static_cast<int>(least);
    repeat.most = static_cast<int>(most);
    repeat_ = repeat;
    return absl::OkStatus();
  }

  absl::Status ParseBatch(const Words& words) {
    Batch batch{.line = line_, .unit = words[0]};
    if (std::find(script_.units.begin(), script_.units.end(), batch.unit) == script_.units.end()) {
      return Wrong(absl::StrCat("'", batch.unit, "' is neither a directive nor a unit declared before"));
    }
    size_t next = 1;
    for (; next < words.size(); ++next) {
      if (absl::StartsWith(words[next], "via=")) {
        batch.via = words[next].substr(4);
      } else if (absl::StartsWith(words[next], "arrives=")) {
        auto arrives = ParseWhen(words[next].substr(8));
        if (!arrives.ok()) return arrives.status();
        batch.arrives = *arrives;
      } else {
        break;
      }
    }
    batch.repeat = repeat_;
    if (absl::Status status = ParseEvent(words, next, nullptr, &batch); !status.ok()) return status;
    script_.steps.push_back(std::move(batch));
    return absl::OkStatus();
  }

  absl::Status ParseContinuation(const Words& words) {
    Batch* batch = script_.steps.empty() ? nullptr : std::get_if<Batch>(&script_.steps.back());
    if (batch == nullptr) return Wrong("'+' adds an event to the batch just above; there is none");
    return ParseEvent(words, 1, &batch->events[0].time, batch);
  }

  // Reads "@time Type field=value … !REASON" from words[next] on into the batch.
  absl::Status ParseEvent(const Words& words, size_t next, const When* inherited, Batch* batch) {
    EventLine event{.line = line_, .ordinal = ordinal_++};
    if (next < words.size() && words[next][0] == '@') {
      auto time = ParseWhen(words[next++]);
      if (!time.ok()) return time.status();
      event.time = *time;
    } else if (inherited != nullptr) {
      event.time = *inherited;
    } else {
      return Wrong("an event needs its moment: UNIT @day Type …");
    }
    if (next == words.size() || !std::isupper(static_cast<unsigned char>(words[next][0]))) {
      return Wrong("an event needs its type after the moment: UNIT @day Type …");
    }
    event.type = words[next++];
    if (script_.rules) event.content = ContentOf(words, next - 1);
    for (; next < words.size(); ++next) {
      if (words[next][0] == '!') {
        batch->refused.push_back(words[next].substr(1));
        continue;
      }
      Assignment a;
      if (!ParseAssignment(words[next], &a)) return Wrong(absl::StrCat("'", words[next], "' is not field=value"));
      if (absl::Status status = TakeAssignment(std::move(a), &event); !status.ok()) return status;
    }
    batch->events.push_back(std::move(event));
    return absl::OkStatus();
  }

  // The row as it is written, without the label by which a later one may correct it.
  static std::string ContentOf(const Words& words, size_t begin) {
    std::string content;
    for (size_t i = begin; i < words.size(); ++i) {
      if (!absl::StartsWith(words[i], "as=")) absl::StrAppend(&content, words[i], "\n");
    }
    return content;
  }

  // Words of the language itself; everything else names a field of the event.
  static absl::Status TakeAssignment(Assignment a, EventLine* event) {
    if (a.path == "as") {
      event->label = std::move(a.value);
    } else if (a.path == "corrects") {
      event->corrects = std::move(a.value);
    } else if (a.path == "because") {
      event->because = std::move(a.value);
    } else if (a.path == "unknown_field") {
      event->unknown_fields.push_back(std::move(a.value));
    } else if (a.path == "recorded" && absl::StartsWith(a.value, "@")) {
      auto when = ParseWhen(a.value);
      if (!when.ok()) return when.status();
      event->recorded = *when;
    } else {
      event->fields.push_back(std::move(a));
    }
    return absl::OkStatus();
  }

  Script script_;
  Viewer viewer_;
  std::optional<Repeat> repeat_;
  int line_ = 0;
  int ordinal_ = 0;
};

}  // namespace

absl::StatusOr<Script> ParseScript(absl::string_view path, absl::string_view text) { return Parser(path).Parse(text); }

absl::StatusOr<Script> ReadScript(const std::string& path) {
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(absl::StrCat(path, ": cannot be read"));
  std::stringstream text;
  text << file.rdbuf();
  return ParseScript(path, text.str());
}

}  // namespace homeward::scenario
