// SPDX-License-Identifier: MIT
#include "store/runs.hpp"

namespace ruascope {

void add_run(Sqlite& store, const RunRow& run) {
  store
      .prepare(R"sql(
        INSERT INTO run (started_at, milliseconds, inputs, reports_new, reports_duplicate, rejections_new,
          unreadable, findings_new, reports_pruned, errors, error, summary)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12))sql")
      .bind(run.started_at, run.milliseconds, run.inputs, run.reports_new, run.reports_duplicate,
            run.rejections_new, run.unreadable, run.findings_new, run.reports_pruned, run.errors, run.error,
            run.summary)
      .run();
}

void list_runs(Sqlite& store, const std::function<void(const RunRow&)>& take) {
  auto rows = store.prepare(R"sql(
    SELECT id, started_at, milliseconds, inputs, reports_new, reports_duplicate, rejections_new, unreadable,
      findings_new, reports_pruned, errors, error, summary
    FROM run ORDER BY id DESC)sql");
  while (rows.step())
    take({rows.integer(0), rows.integer(1), rows.integer(2), rows.integer(3), rows.integer(4),
          rows.integer(5), rows.integer(6), rows.integer(7), rows.integer(8), rows.integer(9),
          rows.integer(10), std::string{rows.text(11)}, std::string{rows.text(12)}});
}

namespace {

std::optional<std::int64_t> time_in(Statement row) {
  if (!row.step() || row.is_null(0)) return std::nullopt;
  return row.integer(0);
}

}  // namespace

std::optional<std::int64_t> last_summary(Sqlite& store) {
  return time_in(store.prepare("SELECT max(started_at) FROM run WHERE summary <> ''"));
}

std::optional<std::int64_t> first_run(Sqlite& store) {
  return time_in(store.prepare("SELECT min(started_at) FROM run"));
}

}  // namespace ruascope
