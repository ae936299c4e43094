// SPDX-License-Identifier: MIT
// The bytes as what somebody pasted, and as each of the pieces that tell of a reply: its words, an event in
// JSON, the text or the page of a bounce, a block of header fields.
#include "ingest/bounce_text.hpp"
#include "ingest/header_fields.hpp"
#include "ingest/mask.hpp"
#include "ingest/pasted.hpp"
#include "ingest/reply_text.hpp"
#include "tests/fuzz/fuzzing.hpp"

namespace ruascope {
namespace {

void check_masking(std::string_view text) {
  const auto masked = mask_addresses(text);
  expect(is_masked(masked));
  expect(is_valid_utf8(masked) || !is_valid_utf8(text));
}

void check_event(std::string_view text) {
  const auto reply = reply_in_json(text);
  check(reply);
  if (!reply.empty()) check(read_reply(reply));
}

void check_words(std::string_view text) {
  constexpr std::size_t most_answers = 2000;
  const auto words = read_bounce_text(text);
  check_name(words.reporting_host);
  expect(words.original.empty() || words.original.end() == text.end());
  expect(words.answers.size() <= most_answers);
  for (const auto& answer : words.answers) {
    expect(answer.reply.code != 0);
    check(answer.reply);
  }
}

void check_page(std::string_view html) {
  const auto text = text_of_html(html);
  expect(text.size() <= html.size());
  expect(is_valid_utf8(text) || !is_valid_utf8(html));
  check_words(text);
}

void check_fields(std::string_view text) {
  constexpr std::size_t most_blocks = 100;
  const auto blocks = HeaderFields::blocks(text, most_blocks);
  expect(blocks.size() <= most_blocks);
  for (const auto& block : blocks) {
    expect(!block.empty());
    const auto& first = block.all().front();
    expect(block.has(first.name) && block.value(first.name) == first.value);
    for (const auto& field : block.all())
      expect(!field.name.empty() && field.name == lower_ascii(field.name) &&
             field.value.find('\n') == std::string::npos);
  }
}

void check_pasted(std::string_view text) {
  static const FeedbackOptions options{small_limits, {}};
  constexpr std::size_t most_rejections = 1000;
  const auto pasted = read_pasted(text, options);
  const bool is_one = pasted.kind == Pasted::Kind::reply || pasted.kind == Pasted::Kind::json;
  expect(is_one ? pasted.rejections.size() == 1 : pasted.rejections.size() <= most_rejections);
  for (const auto& rejection : pasted.rejections) check(rejection);
}

}  // namespace
}  // namespace ruascope

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ruascope;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  check(read_reply(text));
  check_masking(text);
  check_event(text);
  check_words(text);
  check_page(text);
  check_fields(text);
  check_pasted(text);
  return 0;
}
