// Pieces of the views' answers as words for people.
#ifndef HOMEWARD_SERVICES_CLI_RENDER_ANSWER_TEXT_H_
#define HOMEWARD_SERVICES_CLI_RENDER_ANSWER_TEXT_H_

#include <cstdint>
#include <string>

#include "google/protobuf/repeated_ptr_field.h"
#include "google/protobuf/timestamp.pb.h"
#include "homeward/coordination/v1/views.pb.h"
#include "services/cli/render/style.h"
#include "services/cli/render/table.h"
#include "services/cli/session.h"

namespace homeward::cli {

inline constexpr int kIdHeadColumns = 8;   // of a shortened id
inline constexpr int kRoomyColumns = 140;  // a terminal that wide shows person ids whole

int64_t Micros(const google::protobuf::Timestamp& time);
std::string DateOf(const google::protobuf::Timestamp& time);  // "" where absent
std::string DateOf(const coordination::v1::When& when);       // the week where the reader may know no more

// For putting events in order: the date, or the Monday of a week of which no more may be known.
std::string SortableDate(const coordination::v1::When& when);

// The label in the session's language, else the code.
std::string Text(const Session& session, const coordination::v1::Coded& coded);

// The whole id in pipes and with --wide, else its beginning: "01955975…".
std::string ShownId(const Session& session, const std::string& id);

// The same for what one types next: whole also where the terminal has room.
std::string ShownPerson(const Session& session, const std::string& person);

// What tells one track from another of its kind: "legal aid", a shortened id.
std::string ShownInstance(const Session& session, const std::string& instance);

// "3 d", "5 h".
std::string AgeText(int64_t seconds);

// What is not ok: "⚑ closed early", "… awaiting consent record (soc.01)".
Cell VerdictCell(const Session& session,
                 const google::protobuf::RepeatedPtrField<coordination::v1::Verdict>& verdicts);

// The fields that say something to people, as "kind: support; due: 2025-03-10"; ids are left out.
std::string FieldsText(const Session& session, const coordination::v1::Entry& entry);

Tone StateTone(const std::string& state);

}  // namespace homeward::cli

#endif  // HOMEWARD_SERVICES_CLI_RENDER_ANSWER_TEXT_H_
