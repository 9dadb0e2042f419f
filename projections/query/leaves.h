// A view's answer taken apart into its values, each by its path: how two answers are compared, and how a single value
// is asked about. Works on any message by its descriptor; words (labels) are no values.
#ifndef HOMEWARD_PROJECTIONS_QUERY_LEAVES_H_
#define HOMEWARD_PROJECTIONS_QUERY_LEAVES_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"
#include "homeward/coordination/v1/origins.pb.h"

namespace homeward::projections {

struct Leaf {
  std::string path;   // "tracks[identification].state"
  std::string value;  // a code, a number, an instant in UTC; never empty
  options::v1::Label label;
  bool coded = false;  // a code of the views, with its label
  bool names = false;  // is part of its element's name
  // Paths of the list elements that it stands in, outermost first: "tracks[identification]".
  std::vector<std::string> elements;
};

// An element of a list is named by the fields that its message marks with `names`, by its number where it marks none;
// of several with one name the second is "…#2".
class Leaves {
 public:
  Leaves() = default;  // of nothing
  explicit Leaves(const google::protobuf::Message& row);

  const std::vector<Leaf>& all() const { return all_; }  // in the order of the message's fields
  const Leaf* Find(std::string_view path) const;         // null: nothing there

  // What the element comes to: its first code that does not name it, else what has words, else its first value.
  const Leaf* TellsOf(std::string_view element) const;

 private:
  std::vector<Leaf> all_;
  std::map<std::string, size_t, std::less<>> places_;
};

// What is not the same. An element that came or went is one difference, told by TellsOf.
std::vector<coordination::v1::FieldDifference> Differ(const Leaves& before, const Leaves& after);

// Whether `path` is `asked`, or lies below it.
bool IsBelow(std::string_view path, std::string_view asked);

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_LEAVES_H_
