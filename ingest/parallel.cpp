// SPDX-License-Identifier: MIT
#include "ingest/parallel.hpp"

#include "ingest/input_reader.hpp"
#include "ingest/model/error.hpp"
#include "ingest/recorder.hpp"
#include "ingest/unit_order.hpp"

#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace ruascope {
namespace {

constexpr std::size_t files_at_once = 16;
constexpr std::size_t messages_at_once = 16;
constexpr std::int64_t bytes_at_once = 256 << 10;

// An mbox whose messages several workers read. `end` stands behind their units, and is complete once there is
// no message left to take.
struct SharedMailbox {
  SharedMailbox(std::shared_ptr<Mailbox> of, Units::iterator behind) : messages(std::move(of)), end(behind) {}

  std::mutex mutex;
  std::shared_ptr<Mailbox> messages;
  Units::iterator end;
  bool is_exhausted = false;
};

// What is to be read yet. Each worker takes a few inputs in a row and a unit for them.
class Inputs {
 public:
  struct Files {
    Units::iterator unit;
    std::vector<FoundFile> files;
    std::optional<InputError> failure;  // of the path behind them
  };
  struct Messages {
    Units::iterator unit;
    std::vector<Mailbox::Message> messages;
    std::exception_ptr failure;  // behind them
  };

  Inputs(InputList& files, UnitOrder& order) : files_(files), order_(order) {}

  std::optional<Files> take_files() {
    const std::lock_guard lock(mutex_);
    Files taken;
    try {
      while (taken.files.size() < files_at_once) {
        auto file = files_.next();
        if (!file) break;
        taken.files.push_back(std::move(*file));
      }
    } catch (const InputError& error) {
      taken.failure = error;
    }
    if (taken.files.empty() && !taken.failure) return std::nullopt;
    taken.unit = order_.append();
    ++reading_files_;
    return taken;
  }
  void done_with_files() {
    const std::lock_guard lock(mutex_);
    --reading_files_;
    changed_.notify_all();
  }

  // Once no files are left to take, one that is being read may still turn out to be an mbox. False if none
  // will.
  bool wait_for_mailbox() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_stopped_ || !mailboxes_.empty() || reading_files_ == 0; });
    return !is_stopped_ && !mailboxes_.empty();
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    is_stopped_ = true;
    changed_.notify_all();
  }

  // Makes the mbox known to the other workers; its messages come behind `unit`.
  std::shared_ptr<SharedMailbox> share(std::shared_ptr<Mailbox> mailbox, Units::iterator unit) {
    auto shared = std::make_shared<SharedMailbox>(std::move(mailbox), order_.add_behind(unit));
    const std::lock_guard lock(mutex_);
    mailboxes_.push_back(shared);
    changed_.notify_all();
    return shared;
  }

  std::optional<Messages> take_messages(SharedMailbox& mailbox) {
    const std::lock_guard lock(mailbox.mutex);
    if (mailbox.is_exhausted) return std::nullopt;
    Messages taken;
    try {
      std::int64_t bytes = 0;  // some are held in memory
      while (taken.messages.size() < messages_at_once && bytes < bytes_at_once && !mailbox.is_exhausted) {
        auto message = mailbox.messages->next();
        mailbox.is_exhausted = !message;
        if (!message) break;
        bytes += message->bytes->size();
        taken.messages.push_back(std::move(*message));
      }
    } catch (...) {
      mailbox.is_exhausted = true;
      taken.failure = std::current_exception();
    }
    taken.unit = order_.add_before(mailbox.end);
    if (mailbox.is_exhausted) order_.complete(mailbox.end);
    return taken;
  }

  // Messages of whichever mbox still has some: those come before the files that are left.
  std::optional<Messages> take_messages() {
    for (;;) {
      std::shared_ptr<SharedMailbox> mailbox;
      {
        const std::lock_guard lock(mutex_);
        if (mailboxes_.empty()) return std::nullopt;
        mailbox = mailboxes_.front();
      }
      if (auto taken = take_messages(*mailbox)) return taken;
      const std::lock_guard lock(mutex_);
      std::erase(mailboxes_, mailbox);
    }
  }

 private:
  std::mutex mutex_;
  InputList& files_;
  UnitOrder& order_;
  std::vector<std::shared_ptr<SharedMailbox>> mailboxes_;
  std::condition_variable changed_;
  int reading_files_ = 0;
  bool is_stopped_ = false;
};

class Worker final : public Recorder::Outlet {
 public:
  Worker(Inputs& inputs, UnitOrder& order, const FeedbackOptions& options,
         std::unique_ptr<KnownDocuments> known)
      : inputs_(inputs), order_(order), recorder_(*this, std::move(known)), reader_(options, recorder_) {}

  void run() {
    try {
      while (read_messages(inputs_.take_messages()) || read_files() || inputs_.wait_for_mailbox()) {}
    } catch (const UnitOrder::Stopped&) {  // what was read is not wanted any more
    }
    order_.end_work();
  }

 private:
  void pass_on(std::vector<RecordedCall> calls, std::size_t bytes) override {
    order_.pass_on(unit_, std::move(calls), bytes);
  }
  void wait_until_made() override { order_.wait_until_told(unit_); }

  bool read_files() {
    const auto taken = inputs_.take_files();
    if (!taken) return false;
    unit_ = taken->unit;
    for (const auto& file : taken->files) guard([&] { read(file); });
    if (taken->failure) recorder_.not_opened(*taken->failure);
    complete_unit();
    inputs_.done_with_files();
    return true;
  }

  void read(const FoundFile& file) {
    bool goes_on = true;
    auto mailbox = reader_.read_unless_mbox(file, goes_on);
    if (!mailbox) return;
    recorder_.flush();
    const auto shared = inputs_.share(std::move(mailbox), unit_);
    const auto behind = order_.add_behind(shared->end);
    complete_unit();
    while (read_messages(inputs_.take_messages(*shared))) {}
    unit_ = behind;
  }

  bool read_messages(const std::optional<Inputs::Messages>& taken) {
    if (!taken) return false;
    unit_ = taken->unit;
    for (const auto& message : taken->messages) guard([&] { reader_.read(message); });
    if (taken->failure) guard([&] { std::rethrow_exception(taken->failure); });
    complete_unit();
    return true;
  }

  // Records what keeps an input from being read, in its place.
  template <class Read>
  void guard(const Read& read) {
    try {
      read();
    } catch (const UnitOrder::Stopped&) {
      throw;
    } catch (const InputError& error) {
      recorder_.not_opened(error);
    } catch (...) {
      recorder_.fail(std::current_exception());
    }
  }

  void complete_unit() {
    recorder_.flush();
    order_.complete(unit_);
  }

  Inputs& inputs_;
  UnitOrder& order_;
  Units::iterator unit_;
  Recorder recorder_;
  InputReader reader_;
};

// The workers' threads; ended with it.
class Threads {
 public:
  Threads(Inputs& inputs, UnitOrder& order, const FeedbackOptions& options, int jobs, const Sink& sink)
      : inputs_(inputs), order_(order) {
    for (int job = 0; job < jobs; ++job) {
      workers_.push_back(std::make_unique<Worker>(inputs, order, options, sink.known_documents()));
      order_.begin_work();
    }
    for (auto& worker : workers_) start(*worker);
    if (threads_.empty()) throw Error("cannot start a thread to read with", "import with --jobs 1");
  }
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() {
    order_.stop();
    inputs_.stop();
    for (auto& thread : threads_) thread.join();
  }

 private:
  // Where the system allows no more threads, fewer do the work.
  void start(Worker& worker) {
    try {
      threads_.emplace_back([&worker] { worker.run(); });
    } catch (const std::system_error&) {
      order_.end_work();
    }
  }

  Inputs& inputs_;
  UnitOrder& order_;
  std::vector<std::unique_ptr<Worker>> workers_;
  std::vector<std::thread> threads_;
};

}  // namespace

void ingest_in_parallel(InputList& files, const FeedbackOptions& options, int jobs, Sink& sink) {
  UnitOrder order;
  Inputs inputs(files, order);
  const Threads threads(inputs, order, options, jobs, sink);
  Replay replay{sink};
  for (auto calls = order.next(); !calls.empty(); calls = order.next())
    for (auto& call : calls) {
      call(replay);
      call = nullptr;  // what it holds may be large
      if (!replay.goes_on) return;
    }
}

}  // namespace ruascope
