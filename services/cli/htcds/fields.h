// The fields of the Human Trafficking Case Data Standard 2.0 (IOM, CC BY 4.0): each with what it is in Homeward, or why
// it is nothing here. Export, import and docs/htcds.md all read this one table.
#ifndef HOMEWARD_SERVICES_CLI_HTCDS_FIELDS_H_
#define HOMEWARD_SERVICES_CLI_HTCDS_FIELDS_H_

#include <span>
#include <string>
#include <string_view>

namespace homeward::cli::htcds {

// What becomes of a field.
enum class Place {
  kBoth,      // written and read
  kExported,  // written only: the standard says less than an event needs
  kIdentity,  // who a person is, where to find one: not in the log, on purpose
  kFreeText,  // on purpose not in the log either, since anything may stand in it
  kNowhere,   // the model has no place for it
};

// Plain data that lives as long as the program.
struct Field {
  std::string_view section;
  std::string_view name;  // as in a file's header; "N/A" for the standard's examples of questions
  std::string_view label;
  std::string_view type;
  Place place;
  std::string_view homeward;  // event and field, or what of the timeline; empty where nowhere
  std::string_view note;      // how it is mapped, or why not
};

// In the order of the standard. Any thread, as below.
std::span<const Field> Fields();

// Null: the standard has no such field. Names are compared as they are written.
const Field* FindField(std::string_view name);

inline bool IsExported(const Field& field) { return field.place == Place::kBoth || field.place == Place::kExported; }
inline bool IsImported(const Field& field) { return field.place == Place::kBoth; }

// docs/htcds.md.
std::string Page();

}  // namespace homeward::cli::htcds

#endif  // HOMEWARD_SERVICES_CLI_HTCDS_FIELDS_H_
