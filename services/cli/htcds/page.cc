// docs/htcds.md: what of the standard maps to what, and what does not.
#include "services/cli/htcds/fields.h"
#include "services/cli/htcds/picks.h"
#include "services/cli/text.h"

namespace homeward::cli::htcds {
namespace {

constexpr std::string_view kIntroduction = R"(# HTCDS 2.0

The Human Trafficking Case Data Standard is how case files on trafficking travel between organisations.
`homeward export htcds` writes persons as rows of it, `homeward import htcds` makes events of such rows. This page is
made by `homeward export htcds --fields` from the table that both use; edit `services/cli/htcds/fields.cc`, never this
page.

Field names, labels and pick lists: Human Trafficking Case Data Standard 2.0, International Organization for Migration
(IOM), CC BY 4.0. IOM has neither made nor endorsed what is done with them here.

## Writing

```sh
homeward export htcds --person p0123456789abcdefghjkmnpqrs --identity ./certs/labour --unit soc.01 --to persons.csv
```

- One row a person, in the order asked for; UTF-8, RFC 4180. Rows bear no person id: who hands the file on decides
  whether to say which row is whom.
- Read as everybody reads, with a purpose, one look at each person's timeline: each is in the access record, and one
  person that may not be read ends the export before anything is written.
- What the reader may not see is an empty cell; the summary counts those that are empty for that reason. What the
  reader may not even know of (another agency's plans) is empty and not counted, since the count would tell of it.
- All rows are of one position in the log, which the summary names: the same command with `--known-at` and that
  position writes the same cells again, as long as the reader may read them.
- Referrals are those of one organisation: the unit that reads, or, for a coordinator or an auditor, the unit
  responsible for the person.
- A cell that begins with `=`, `+`, `-` or `@` has an apostrophe before it, so that no spreadsheet runs it; reading
  takes it off.

## Reading

```sh
homeward import htcds persons.csv --identity ./certs/labour --unit soc.01 --province 01 --date 2026-03-31
```

- All rows become one batch, recorded whole or not at all (at most 1,000 events and 1 MiB; split a larger file). Every
  wrong cell is told at once, by row and column, with what is allowed, and never with its value. `--validate-only` asks
  the server too, and records nothing.
- Columns in any order. A column for which there is no place is refused by name, unless `--ignore-unmapped`, and then
  listed. One that says who somebody is or where, or holds free text, is refused even then: the log takes no identities.
  Empty columns are no matter.
- What the agency of the certificate may not publish is refused, cell by cell: a support agency confirms no status.
- Each row is a person received by the unit (`VictimReceived`; not for prosecution, which receives nobody), on the
  incoming referral's date or on `--date`, the day that the file speaks of. All else happened on `--date`, save a
  referral and the consent it rests on, which bear the referral's date. Deadlines run from those days.
- What an event needs and the standard has no field for is said once for the whole file: `--age-band` and
  `--whereabouts` (with gender or citizenship), `--consent-purpose`, `--consent-recipient` and `--consent-by` (with
  consent), `--paper` (with a confirmed status), `--referral-service` and `--referral-due` (with a referral). Split a
  file whose rows differ in these.

### The same file again

Persons are new: their ids are minted by the server, and the output says which row got which. The batch, ids and all,
is written beside the file (`persons.csv.batch.jsonl`, or `--batch-file`) and synced before it is sent; it is a file
that `homeward publish` takes. The same command again finds it there and sends the very same batch, which the log
answers as a duplicate with the first answer: after a lost connection, a crash, or by mistake. If what the file or the
flags now make is another batch, nothing is sent.

Should that file be lost, the log still lets nobody in twice: event ids are made of unit, row and content (SHA-256 in
the shape of a UUIDv7, whose time part says no time), so the second batch has the ids of the first with other persons
in it, and is refused (`ID_REUSED`). Rows that by chance are all alike to those of an earlier file are told apart by
`--batch-id NAME`, which then stands in the ids in the content's place.

A unit whose batches must be signed writes the batch with `--prepare` and sends it with `homeward publish --sign`.

## Fields

| mark | means |
|---|---|
| both | written and read |
| written | written; not read, for the reason given |
| refused | who or where somebody is, or free text: on purpose not in the log; refused even with `--ignore-unmapped` |
| – | no place for it |
)";

std::string_view Mark(Place place) {
  switch (place) {
    case Place::kBoth:
      return "both";
    case Place::kExported:
      return "written";
    case Place::kIdentity:
    case Place::kFreeText:
      return "refused";
    case Place::kNowhere:
      return "–";
  }
  return "";
}

void AppendFields(std::string* page) {
  std::string_view section;
  for (const Field& field : Fields()) {
    if (field.section != section) {
      section = field.section;
      page->append(Cat("\n### ", section, "\n\n| field | label | type | | in Homeward | how, or why not |\n",
                       "|---|---|---|---|---|---|\n"));
    }
    page->append(Cat("| ", field.name == "N/A" ? "" : Cat("`", field.name, "`"), " | ", field.label, " | ", field.type,
                     " | ", Mark(field.place), " | ", field.homeward, " | ", field.note, " |\n"));
  }
}

void AppendPicks(std::string* page) {
  page->append("\n## Pick lists\n\n| field | value | in Homeward | |\n|---|---|---|---|\n");
  for (const Pick& pick : Picks()) {
    page->append(Cat("| `", pick.field, "` | `", pick.value, "` | ",
                     pick.code.empty() ? "nothing is said" : Cat("`", pick.code, "`"), " | ",
                     pick.way == Way::kBoth      ? "both"
                     : pick.way == Way::kWritten ? "written"
                                                 : "read",
                     " |\n"));
  }
  page->append(
      "\nValues of the standard that are not listed are refused when read. `court_or_procuracy` is the court with "
      "`--paper court_paper`, the\nprocuracy with `--paper proceedings_paper`. `not_confirmed` is published by who "
      "verifies: police or border guard.\n");
}

}  // namespace

std::string Page() {
  std::string page(kIntroduction);
  AppendFields(&page);
  AppendPicks(&page);
  return page;
}

}  // namespace homeward::cli::htcds
