#include "projections/projector/logged_event.h"

#include <memory>
#include <string>
#include <utility>

namespace homeward::projections {

Fact LoggedEvent::FactOf(std::shared_ptr<const contract::Event> event) const {
  Fact fact = MakeFact(std::move(event), record_.agency, std::string(record_.stream), record_.revision.value);
  fact.position = record_.position;
  fact.appended_us = record_.appended_us;
  return fact;
}

absl::StatusOr<Fact> LoggedEvent::Glance() const {
  if (given_ != nullptr) {
    if (auto parsed = given_->Parse(); !parsed.ok()) return parsed;
    return FactOf(std::shared_ptr<const contract::Event>(std::shared_ptr<void>(), &given_->event()));
  }
  if (parsed_ == nullptr) {
    auto event = eventstore::ParseEvent(record_, arena_);
    if (!event.ok()) return event.status();
    parsed_ = std::make_shared<const contract::Event>(*std::move(event));
  }
  return FactOf(parsed_);
}

absl::StatusOr<Fact> LoggedEvent::Keep() const {
  auto fact = Glance();
  if (!fact.ok() || (given_ == nullptr && arena_ == nullptr)) return fact;
  // Copied: an arena is used again, and the given event lives on with all that the server said of it, which weighs as
  // much again.
  contract::EventMessage copy(fact->event->message->New());
  copy->CopyFrom(*fact->event->message);
  return FactOf(std::make_shared<const contract::Event>(contract::WrapEvent(std::move(copy))));
}

}  // namespace homeward::projections
