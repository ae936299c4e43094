// SPDX-License-Identifier: MIT
#include "tests/roles/role_matrix.hpp"

#include "ingest/identity.hpp"
#include "store/database.hpp"
#include "store/report_writer.hpp"

#include <numeric>

#include <fmt/format.h>

namespace ruascope::test {
namespace {

Digest digest_of_id(const std::string& id) {
  Hasher hasher;
  hasher.add(id);
  return hasher.finish();
}

void store(const RoleWorld& world, Sqlite& database) {
  ReportWriter writer(database);
  const std::int64_t now = (world.last_day + 1) * seconds_per_day;
  for (const auto& [head, records] : world.reports) {
    auto written = records;
    IdentityBuilder builder;
    for (auto& record : written) builder.add(record);
    ReportEnd end;
    builder.finish(head, end);
    end.document = digest_of_id(head.report_id);
    end.reports_of_document = 1;
    writer.begin(head, {head.report_id + ".xml", nullptr, std::nullopt, ""}, now);
    writer.add(std::move(written));
    writer.finish(end);
  }
  writer.commit();
}

// Nobody can tell more of a forgotten host than that it is not known.
bool is_right(Role role, SourceClass judged) {
  return role == Role::forgotten ? judged == SourceClass::unknown
                                 : role_names[static_cast<std::size_t>(role)] == name_of(judged);
}

}  // namespace

std::int64_t RoleMatrix::all_of(Role role) const {
  const auto& row = messages[static_cast<std::size_t>(role)];
  return std::accumulate(row.begin(), row.end(), std::int64_t{0});
}

RoleMatrix judge_roles(const RoleWorld& world, const std::string& path) {
  const auto database = open_store(path, Access::write);
  store(world, *database);
  Filter filter;
  filter.since = world.first_day;
  filter.until = world.last_day;
  RoleMatrix matrix;
  for (const auto& source : judged_sources(*database, filter, {})) {
    const auto& [totals, judgement] = std::tie(source.totals, source.judgement);
    const auto role = world.roles.at({totals.domain, totals.source_ip});
    const auto row = static_cast<std::size_t>(role);
    const auto column = static_cast<std::size_t>(judgement.source_class);
    matrix.messages[row][column] += totals.counts.messages;
    ++matrix.sources[row][column];
    if (!is_right(role, judgement.source_class))
      matrix.wrong += fmt::format("{} {} is {}, judged {} ({}): {}\n", totals.domain, totals.source_ip,
                                  role_names[row], name_of(judgement.source_class), name_of(judgement.cause),
                                  fmt::join(judgement.evidence, "; "));
  }
  return matrix;
}

std::string text_of(const RoleMatrix& matrix) {
  std::string text = fmt::format("{:14}", "role");
  for (const auto name : names<SourceClass>) text += fmt::format("{:>20}", name);
  text += "\n";
  for (std::size_t role = 0; role < role_names.size(); ++role) {
    text += fmt::format("{:14}", role_names[role]);
    for (std::size_t judged = 0; judged < names<SourceClass>.size(); ++judged)
      text += fmt::format(
          "{:>20}", fmt::format("{} ({})", matrix.messages[role][judged], matrix.sources[role][judged]));
    text += "\n";
  }
  return text;
}

}  // namespace ruascope::test
