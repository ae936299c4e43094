// SPDX-License-Identifier: MIT
// The bytes as what an IMAP server says, to a client that asks for everything.
#include "ingest/imap_client.hpp"
#include "tests/fuzz/fuzzing.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace {

using namespace ruascope;

class Bytes final : public ImapChannel {
 public:
  explicit Bytes(std::string_view bytes) : bytes_(bytes) {}
  std::size_t read(char* buffer, std::size_t size) override {
    if (bytes_.empty()) throw ImapError(ImapFault::lost, "closed");
    const auto number = std::min(size, bytes_.size());
    bytes_.copy(buffer, number);
    bytes_.remove_prefix(number);
    return number;
  }
  // What we send is one line, whatever the server said before.
  void write(std::string_view bytes) override {
    expect(bytes.ends_with("\r\n"));
    expect(bytes.find_first_of("\r\n") == bytes.size() - 2);
  }

 private:
  std::string_view bytes_;
};

template <class Ask>
void try_to(const Ask& ask) {
  try {
    ask();
  } catch (const ImapError&) {}
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  try_to([&] {
    Bytes channel(bytes);
    ImapReader reader(channel);
    while (true) reader.next();
  });
  try_to([&] {
    ImapClient client(std::make_unique<Bytes>(bytes));
    for (const auto& name : client.folders("*")) try_to([&] { client.open(name, true); });
    const auto uids = client.uids_from(5);
    expect(std::is_sorted(uids.begin(), uids.end()));
    expect(uids.empty() || uids.front() >= 5);
    client.sizes({1, 2, 3});
    std::int64_t bodies = 0;
    std::int64_t messages = 0;
    client.fetch({1, 2, 3}, {[&](ByteStream& body, std::int64_t told) {
                               ++bodies;
                               std::array<char, 100> some;
                               expect(static_cast<std::int64_t>(body.read(some.data(), some.size())) <= told);
                             },
                             [&](Uid) { ++messages; }});
    expect(messages <= bodies);
    client.move({1}, "Done");
  });
  return 0;
}
