#include "services/reading/ask.h"

#include <memory>

#include "proto/contract/text.h"
#include "services/logging/log.h"
#include "services/publish/lookups.h"
#include "services/reading/incarnation.h"
#include "services/reading/reach.h"

namespace homeward::services {
namespace {

AccessDecision OutcomeOf(const absl::Status& status) {
  if (status.ok()) return {true, "as_asked"};
  return {false, ReasonOf(status)};
}

// Whether somebody was told no; the rest (a bad page token, a disk) is no decision about anybody.
bool IsRefusal(const absl::Status& status) {
  return status.code() == absl::StatusCode::kNotFound || status.code() == absl::StatusCode::kPermissionDenied ||
         ReasonOf(status).starts_with("PURPOSE_");
}

// What lives from a question's arrival to its answer.
struct Asked {
  const Core& core;
  Question question;
  Look look;
  LookUp query;
  std::function<void(absl::Status)> done;
  eventstore::Micros arrived_us;

  void Answer(absl::Status status) {
    const double seconds = static_cast<double>(core.clock() - arrived_us) / 1e6;
    core.metrics.CallAnswered(question.method, absl::StatusCodeToString(status.code()), seconds);
    done(std::move(status));
  }

  // Records what the query came to, then says it.
  void AnswerRecorded(absl::Status status) {
    if (!status.ok() && !IsRefusal(status)) return Answer(std::move(status));  // nothing was looked at
    const absl::Status recorded = Record(core, look, OutcomeOf(status));
    if (!recorded.ok()) return Answer(recorded);
    Answer(absl::IsNotFound(status) ? NotFound() : std::move(status));
  }

  // Records the refusal, then says it; what cannot be recorded is not said either.
  void Refuse(const AccessDecision& decision) {
    const absl::Status recorded = Record(core, look, decision);
    Answer(recorded.ok() ? ToStatus(decision) : recorded);
  }
};

void ReadSubject(Asked& asked) {
  const Viewer& viewer = asked.look.viewer;
  projections::ReadingPtr reading;
  const auto decision = asked.core.views.MayRead(eventstore::Subject(asked.question.subject), viewer, &reading);
  if (!decision.ok()) return asked.AnswerRecorded(decision.status());
  if (!decision->granted) return asked.Refuse(*decision);
  Recording recording = StartRecording(asked.core, asked.look, *decision);
  const absl::Status status = asked.query(viewer, reading);  // meanwhile
  if (const absl::Status recorded = recording.Wait(); !recorded.ok()) return asked.Answer(recorded);
  asked.Answer(absl::IsNotFound(status) ? NotFound() : status);
}

void ReadList(Asked& asked) {
  const Viewer& viewer = asked.look.viewer;
  if (asked.question.permitted) {
    const AccessDecision decision = asked.question.permitted(viewer);
    if (!decision.granted) return asked.Refuse(decision);
  }
  asked.AnswerRecorded(asked.query(viewer, nullptr));
}

void Decide(const std::shared_ptr<Asked>& asked, eventstore::Position min_position,
            std::chrono::system_clock::time_point deadline) {
  const AccessDecision context = CheckContext(asked->look.viewer);
  if (!context.granted) return asked->Refuse(context);
  WhenReached(asked->core, min_position, deadline, [asked](const absl::Status& reached) {
    if (!reached.ok()) return asked->Answer(reached);
    asked->question.subject.empty() ? ReadList(*asked) : ReadSubject(*asked);
  });
}

}  // namespace

void Consider(const Core& core, grpc::CallbackServerContext* context, const ReadContext& read, Question question,
              LookUp query, std::function<void(absl::Status)> done) {
  const absl::StatusOr<Caller> caller = CallerOf(*context, core.peers);
  if (!caller.ok()) {
    Log(LogLevel::kWarning, "caller_refused", {{"method", question.method}});  // nobody to name in the access log
    return done(caller.status());
  }
  if (absl::Status form = CheckForm(read); !form.ok()) return done(std::move(form));
  if (absl::Status same = CheckIncarnation(core.store, read.incarnation()); !same.ok()) return done(std::move(same));
  Viewer viewer = ClaimedViewer(*caller, read);
  std::string subject = !question.subject.empty()       ? question.subject
                        : !question.recorded_as.empty() ? question.recorded_as
                                                        : contract::Cat("unit:", viewer.unit());
  const std::string_view method = question.method;
  const auto asked =
      std::make_shared<Asked>(Asked{core, std::move(question), Look{std::move(viewer), method, std::move(subject)},
                                    std::move(query), std::move(done), core.clock()});
  const bool taken = core.queries.Submit([asked, position = eventstore::Position(read.min_position()),
                                          deadline = context->deadline()] { Decide(asked, position, deadline); });
  if (!taken) asked->Answer(TooManyQueries());
}

}  // namespace homeward::services
