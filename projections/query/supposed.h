// What would be known if only some of what was said had been said. What a view shows is a pure function of facts, so
// "what if" is the same reading with some of them left out.
#ifndef HOMEWARD_PROJECTIONS_QUERY_SUPPOSED_H_
#define HOMEWARD_PROJECTIONS_QUERY_SUPPOSED_H_

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "projections/query/knowledge.h"

namespace homeward::projections {

// One thread; reads through `whole`, which keeps what it has read and outlives it. Rules and units are facts too.
class Supposed : public Knowledge {
 public:
  using Keeps = std::function<bool(const Fact&)>;

  Supposed(Knowledge* whole, Micros as_at_us, Keeps keeps);

 protected:
  absl::StatusOr<Facts> Read(const std::string& subject) override;

 private:
  Knowledge* const whole_;
  const Keeps keeps_;
};

}  // namespace homeward::projections

#endif  // HOMEWARD_PROJECTIONS_QUERY_SUPPOSED_H_
