// SPDX-License-Identifier: MIT
#include "store/schema.hpp"

#include "ingest/model/error.hpp"

#include <array>

#include <fmt/format.h>

namespace ruascope {
namespace {

// "RUAS": tells our files from other programs' databases.
constexpr std::int64_t our_application_id = 0x52554153;

// Migration i brings a store of version i to version i+1. Append only: a released migration never changes.
// The numbers of enumerations are those of ingest/model/tokens.hpp.
constexpr std::array<const char*, 8> migrations{R"sql(
-- Names (domains) that records and policies repeat.
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE
) STRICT;

-- What a reporter says of itself, report after report.
CREATE TABLE submitter (
  id INTEGER PRIMARY KEY,
  organization INTEGER NOT NULL REFERENCES organization,
  email TEXT NOT NULL,
  extra_contact_info TEXT,
  generator TEXT,
  version TEXT,
  xml_namespace TEXT
) STRICT;
CREATE INDEX submitter_by_content ON submitter (organization, email, extra_contact_info, generator);

-- A policy as published; absent elements are NULL. raw: JSON of spellings outside the enumerations.
CREATE TABLE policy (
  id INTEGER PRIMARY KEY,
  domain INTEGER NOT NULL REFERENCES name,
  p INTEGER,
  sp INTEGER,
  np INTEGER,
  adkim INTEGER,
  aspf INTEGER,
  pct INTEGER,
  fo TEXT,
  testing INTEGER,
  discovery_method INTEGER,
  raw TEXT
) STRICT;
CREATE INDEX policy_by_content ON policy (domain, p, sp, np, adkim, aspf, pct, fo);

CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  address BLOB NOT NULL UNIQUE,
  ip TEXT NOT NULL
) STRICT;

-- All of a record but its address, count and disposition; the lists are JSON as the program prints them.
CREATE TABLE result_set (
  id INTEGER PRIMARY KEY,
  key BLOB NOT NULL UNIQUE,
  content BLOB NOT NULL,
  header_from INTEGER NOT NULL REFERENCES name,
  envelope_from INTEGER REFERENCES name,
  envelope_to INTEGER REFERENCES name,
  dkim INTEGER NOT NULL,
  spf INTEGER NOT NULL,
  derived INTEGER NOT NULL,
  reasons TEXT NOT NULL,
  dkim_results TEXT NOT NULL,
  spf_results TEXT NOT NULL,
  raw TEXT
) STRICT;

CREATE TABLE report (
  id INTEGER PRIMARY KEY,
  submitter INTEGER NOT NULL REFERENCES submitter,
  domain INTEGER NOT NULL REFERENCES name,
  policy INTEGER NOT NULL REFERENCES policy,
  report_id TEXT NOT NULL,
  begin INTEGER NOT NULL,
  end INTEGER NOT NULL,
  first_day INTEGER NOT NULL,
  last_day INTEGER NOT NULL,
  schema INTEGER NOT NULL,
  errors TEXT,
  records INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  identity BLOB NOT NULL,
  variant INTEGER NOT NULL,
  content BLOB NOT NULL,
  partial INTEGER NOT NULL,
  imported_at INTEGER NOT NULL,
  warnings TEXT,
  UNIQUE (identity, variant)
) STRICT;
CREATE INDEX report_by_day ON report (domain, last_day);

CREATE TABLE record (
  report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source,
  results INTEGER NOT NULL REFERENCES result_set,
  disposition INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (report, seq)
) STRICT, WITHOUT ROWID;

-- Each copy of a report's document that was seen, and where.
CREATE TABLE copy (
  id INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  document BLOB NOT NULL,
  origin TEXT NOT NULL,
  message_id TEXT,
  from_domain TEXT,
  received_at INTEGER NOT NULL
) STRICT;
CREATE INDEX copy_by_report ON copy (report);
CREATE INDEX copy_by_document ON copy (document);

-- The records booked on days: what all totals are read from, exact at every commit.
CREATE TABLE daily (
  domain INTEGER NOT NULL REFERENCES name,
  day INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source,
  results INTEGER NOT NULL REFERENCES result_set,
  disposition INTEGER NOT NULL,
  organization INTEGER NOT NULL REFERENCES organization,
  messages INTEGER NOT NULL,
  PRIMARY KEY (domain, day, source, results, disposition, organization)
) STRICT, WITHOUT ROWID;

CREATE TABLE unreadable (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  hint TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  UNIQUE (origin, reason, place)
) STRICT;

CREATE VIEW v_report AS
SELECT report.id AS report,
  organization.name AS org_name, submitter.email AS email, report.report_id AS report_id, name.name AS domain,
  datetime(report.begin, 'unixepoch') AS begin_utc, datetime(report.end, 'unixepoch') AS end_utc,
  date(report.first_day * 86400, 'unixepoch') AS first_day,
  date(report.last_day * 86400, 'unixepoch') AS last_day,
  CASE report.schema WHEN 0 THEN 'draft' WHEN 1 THEN 'rfc7489' WHEN 2 THEN 'rfc9990' END AS schema,
  CASE policy.p WHEN 0 THEN 'none' WHEN 1 THEN 'quarantine' WHEN 2 THEN 'reject' WHEN 3 THEN 'unknown' END
    AS policy,
  CASE policy.sp WHEN 0 THEN 'none' WHEN 1 THEN 'quarantine' WHEN 2 THEN 'reject' WHEN 3 THEN 'unknown' END
    AS subdomain_policy,
  CASE policy.np WHEN 0 THEN 'none' WHEN 1 THEN 'quarantine' WHEN 2 THEN 'reject' WHEN 3 THEN 'unknown' END
    AS nonexistent_policy,
  CASE policy.adkim WHEN 0 THEN 'r' WHEN 1 THEN 's' END AS adkim,
  CASE policy.aspf WHEN 0 THEN 'r' WHEN 1 THEN 's' END AS aspf,
  policy.pct AS pct, policy.fo AS fo,
  CASE policy.testing WHEN 0 THEN 'n' WHEN 1 THEN 'y' END AS testing,
  CASE policy.discovery_method WHEN 0 THEN 'psl' WHEN 1 THEN 'treewalk' WHEN 2 THEN 'unknown' END
    AS discovery_method,
  submitter.generator AS generator, submitter.extra_contact_info AS extra_contact_info,
  submitter.version AS version, report.errors AS errors, report.warnings AS warnings,
  report.records AS records, report.messages AS messages, report.variant AS variant, report.partial AS partial,
  datetime(report.imported_at, 'unixepoch') AS imported_utc,
  (SELECT origin FROM copy WHERE copy.report = report.id ORDER BY copy.id LIMIT 1) AS origin
FROM report
  JOIN submitter ON submitter.id = report.submitter
  JOIN organization ON organization.id = submitter.organization
  JOIN policy ON policy.id = report.policy
  JOIN name ON name.id = report.domain;

CREATE VIEW v_record AS
SELECT record.report AS report, record.seq AS seq,
  organization.name AS org_name, report.report_id AS report_id, domain.name AS domain,
  datetime(report.begin, 'unixepoch') AS begin_utc, datetime(report.end, 'unixepoch') AS end_utc,
  source.ip AS source_ip, record.messages AS messages,
  CASE record.disposition WHEN 0 THEN 'none' WHEN 1 THEN 'quarantine' WHEN 2 THEN 'reject' WHEN 3 THEN 'pass'
    ELSE 'unknown' END AS disposition,
  CASE result_set.dkim WHEN 0 THEN 'fail' WHEN 1 THEN 'pass' ELSE 'unknown' END AS dkim,
  CASE result_set.spf WHEN 0 THEN 'fail' WHEN 1 THEN 'pass' ELSE 'unknown' END AS spf,
  CASE WHEN result_set.dkim = 1 OR result_set.spf = 1 THEN 'pass' ELSE 'fail' END AS dmarc,
  result_set.derived AS derived,
  header_from.name AS header_from, envelope_from.name AS envelope_from, envelope_to.name AS envelope_to,
  result_set.reasons AS reasons, result_set.dkim_results AS dkim_results, result_set.spf_results AS spf_results,
  result_set.raw AS raw
FROM record
  JOIN report ON report.id = record.report
  JOIN submitter ON submitter.id = report.submitter
  JOIN organization ON organization.id = submitter.organization
  JOIN name AS domain ON domain.id = report.domain
  JOIN source ON source.id = record.source
  JOIN result_set ON result_set.id = record.results
  JOIN name AS header_from ON header_from.id = result_set.header_from
  LEFT JOIN name AS envelope_from ON envelope_from.id = result_set.envelope_from
  LEFT JOIN name AS envelope_to ON envelope_to.id = result_set.envelope_to;

CREATE VIEW v_daily AS
SELECT date(daily.day * 86400, 'unixepoch') AS day, domain.name AS domain, source.ip AS source_ip,
  organization.name AS org_name,
  CASE daily.disposition WHEN 0 THEN 'none' WHEN 1 THEN 'quarantine' WHEN 2 THEN 'reject' WHEN 3 THEN 'pass'
    ELSE 'unknown' END AS disposition,
  CASE result_set.dkim WHEN 0 THEN 'fail' WHEN 1 THEN 'pass' ELSE 'unknown' END AS dkim,
  CASE result_set.spf WHEN 0 THEN 'fail' WHEN 1 THEN 'pass' ELSE 'unknown' END AS spf,
  CASE WHEN result_set.dkim = 1 OR result_set.spf = 1 THEN 'pass' ELSE 'fail' END AS dmarc,
  header_from.name AS header_from, envelope_from.name AS envelope_from,
  result_set.reasons AS reasons, result_set.dkim_results AS dkim_results, result_set.spf_results AS spf_results,
  daily.messages AS messages
FROM daily
  JOIN name AS domain ON domain.id = daily.domain
  JOIN source ON source.id = daily.source
  JOIN organization ON organization.id = daily.organization
  JOIN result_set ON result_set.id = daily.results
  JOIN name AS header_from ON header_from.id = result_set.header_from
  LEFT JOIN name AS envelope_from ON envelope_from.id = result_set.envelope_from;
)sql",
                                                R"sql(
-- The files and parts of mails in which something was unreadable, kept to be read again.
CREATE TABLE kept_input (
  id INTEGER PRIMARY KEY,
  digest BLOB NOT NULL,
  origin TEXT NOT NULL,
  name TEXT NOT NULL,
  message_id TEXT,
  from_domain TEXT,
  subject TEXT,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  UNIQUE (digest, origin)
) STRICT;
ALTER TABLE unreadable ADD COLUMN input INTEGER REFERENCES kept_input ON DELETE SET NULL;
CREATE INDEX unreadable_by_input ON unreadable (input);

-- Reports that were dropped and are wanted no more.
CREATE TABLE refused_report (
  identity BLOB PRIMARY KEY,
  org_name TEXT NOT NULL,
  domain TEXT NOT NULL,
  report_id TEXT NOT NULL,
  refused_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The digest of the multiset of a report's records, to notice the same mail reported twice.
ALTER TABLE report ADD COLUMN multiset BLOB;
CREATE INDEX report_by_multiset ON report (multiset);
)sql",
                                                R"sql(
-- How many reports the document holds that the copy is of, once all of them were taken: only then is the
-- document known and read no more.
ALTER TABLE copy ADD COLUMN of_reports INTEGER;
DROP INDEX copy_by_document;
CREATE INDEX copy_by_document ON copy (document, report);
UPDATE copy SET of_reports = 1
WHERE report IN (SELECT id FROM report WHERE coalesce(warnings, '') NOT LIKE '%"multi"%');

-- Different inputs may have the same name, as all that is piped has. input_digest: of the input's bytes, empty
-- where they were not read.
CREATE TABLE unreadable_of_inputs (
  id INTEGER PRIMARY KEY,
  origin TEXT NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  hint TEXT NOT NULL,
  first_seen INTEGER NOT NULL,
  last_seen INTEGER NOT NULL,
  input INTEGER REFERENCES kept_input ON DELETE SET NULL,
  input_digest BLOB NOT NULL DEFAULT x'',
  UNIQUE (origin, reason, place, input_digest)
) STRICT;
INSERT INTO unreadable_of_inputs
SELECT unreadable.id, unreadable.origin, place, reason, message, hint, first_seen, last_seen, input,
  coalesce(kept_input.digest, x'')
FROM unreadable LEFT JOIN kept_input ON kept_input.id = input;
DROP TABLE unreadable;
ALTER TABLE unreadable_of_inputs RENAME TO unreadable;
CREATE INDEX unreadable_by_input ON unreadable (input);
)sql",
                                                R"sql(
-- The contents of reports that gave way to a contradicting one because the user chose so: a document that is
-- read again for the sake of others does not bring them back.
CREATE TABLE given_way (
  content BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;

-- Indexes whose entries of one time stand together: a store of years is written to in few places.
UPDATE report SET identity = identity_of_day(end / 86400, identity);
DROP INDEX report_by_multiset;
DROP INDEX report_by_day;
CREATE INDEX report_by_day ON report (domain, last_day, multiset);
-- The few reports that are booked on several days.
CREATE INDEX report_of_several_days ON report (domain, last_day, multiset) WHERE first_day < last_day;
)sql",
                                                R"sql(
-- What the administrator knows: own domains, addresses, signatures, SPF includes, and sources to ignore.
CREATE TABLE own (
  kind INTEGER NOT NULL,
  value TEXT NOT NULL,
  note TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;

-- The findings as of the last run that asked for new ones alone.
CREATE TABLE told_finding (
  code TEXT NOT NULL,
  domain TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity INTEGER NOT NULL,
  PRIMARY KEY (code, domain, subject)
) STRICT, WITHOUT ROWID;
)sql",
                                                R"sql(
-- Digests of what must be told again but not kept, as addresses, are made with this key.
CREATE TABLE secret (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key BLOB NOT NULL
) STRICT;
INSERT INTO secret VALUES (1, randomblob(32));

-- Refusals by receivers, from bounces, logs and failure reports. No local part of an address is in here.
CREATE TABLE rejection (
  id INTEGER PRIMARY KEY,
  kind INTEGER NOT NULL,             -- 0 bounce, 1 failure report, 2 mail log
  delivery INTEGER NOT NULL,         -- 0 rejected; of failure reports also 1 delivered, 2 spam, 3 policy, 4 other
  time INTEGER,                      -- seconds since the epoch, UTC
  zone_known INTEGER NOT NULL,
  from_domain TEXT NOT NULL,         -- of the From: header, empty where it is not known
  from_assumed INTEGER NOT NULL,     -- 1: the envelope's, for want of the header
  many_authors INTEGER NOT NULL,
  envelope_from TEXT,                -- domain, empty for the null reverse-path
  recipient_domain TEXT NOT NULL,
  receiver TEXT NOT NULL,            -- host
  receiver_ip BLOB,
  code INTEGER NOT NULL,
  enhanced_code TEXT NOT NULL,
  stage INTEGER NOT NULL,            -- 0 unknown, 1 connect, 2 EHLO, 3 MAIL, 4 RCPT, 5 DATA, 6 end of DATA
  text TEXT NOT NULL,                -- without codes, local parts masked
  source_ip BLOB,
  reporting_host TEXT NOT NULL,
  has_original INTEGER NOT NULL,
  signatures TEXT NOT NULL,          -- JSON: d= and s= in turn, of the original
  is_list INTEGER NOT NULL,
  is_forwarded INTEGER NOT NULL,
  message BLOB,                      -- keyed digest of the Message-ID
  message_host TEXT NOT NULL,        -- the domain in it
  origin TEXT NOT NULL,
  imported_at INTEGER NOT NULL
) STRICT;
CREATE INDEX rejection_by_moment ON rejection (coalesce(time, imported_at));
CREATE INDEX rejection_by_message ON rejection (message);
CREATE TABLE rejection_identity (
  digest BLOB PRIMARY KEY,
  rejection INTEGER NOT NULL REFERENCES rejection ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX rejection_identity_by_rejection ON rejection_identity (rejection);

CREATE VIEW v_rejection AS
SELECT id, CASE kind WHEN 0 THEN 'bounce' WHEN 1 THEN 'failure_report' ELSE 'mail_log' END AS kind,
  datetime(time, 'unixepoch') AS time, from_domain, from_assumed, envelope_from, recipient_domain, receiver,
  code, enhanced_code, text, reporting_host, origin
FROM rejection;
)sql",
                                                R"sql(
-- How far folders of mailboxes were read.
CREATE TABLE mailbox_folder (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,             -- user@host:port
  folder TEXT NOT NULL,
  validity INTEGER NOT NULL,         -- UIDVALIDITY
  last_uid INTEGER NOT NULL,
  UNIQUE (account, folder)
) STRICT;
-- Messages that are stored, and are still to be moved, marked or removed.
CREATE TABLE mailbox_waiting (
  folder INTEGER NOT NULL REFERENCES mailbox_folder ON DELETE CASCADE,
  uid INTEGER NOT NULL,
  is_failure INTEGER NOT NULL,       -- it could not be read
  PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;
CREATE TABLE mailbox_visit (
  account TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  messages INTEGER NOT NULL,         -- that were new
  error TEXT NOT NULL
) STRICT, WITHOUT ROWID;
-- What each scheduled run did.
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  started_at INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  inputs INTEGER NOT NULL,
  reports_new INTEGER NOT NULL,
  reports_duplicate INTEGER NOT NULL,
  rejections_new INTEGER NOT NULL,
  unreadable INTEGER NOT NULL,
  findings_new INTEGER NOT NULL,
  reports_pruned INTEGER NOT NULL,
  errors INTEGER NOT NULL,
  error TEXT NOT NULL,               -- the first of them
  summary TEXT NOT NULL              -- the period of the summary that was made
) STRICT;
)sql",
                                                R"sql(
-- What DNS said: a row for each answer, from when on to when it was told.
CREATE TABLE dns_fact (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,                -- lower case, A-labels, no dot at the end
  type INTEGER NOT NULL,             -- 0 A, 1 AAAA, 2 MX, 3 PTR, 4 TXT
  status INTEGER NOT NULL,           -- 0 found, 1 no such name, 2 no record of the type
  ttl INTEGER NOT NULL,              -- seconds
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,       -- when to ask again
  server TEXT NOT NULL
) STRICT;
CREATE INDEX dns_fact_by_question ON dns_fact (name, type, first_at);
CREATE TABLE dns_value (
  fact INTEGER NOT NULL REFERENCES dns_fact ON DELETE CASCADE,
  number INTEGER NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (fact, number)
) STRICT, WITHOUT ROWID;
-- Questions that were asked in vain since they were last answered.
CREATE TABLE dns_failure (
  name TEXT NOT NULL,
  type INTEGER NOT NULL,
  status INTEGER NOT NULL,           -- 3 SERVFAIL, 4 REFUSED, 5 no reply in time, 6 malformed
  asked_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  server TEXT NOT NULL,
  PRIMARY KEY (name, type)
) STRICT, WITHOUT ROWID;

CREATE VIEW v_dns_fact AS
SELECT dns_fact.id, name,
  CASE type WHEN 0 THEN 'A' WHEN 1 THEN 'AAAA' WHEN 2 THEN 'MX' WHEN 3 THEN 'PTR' ELSE 'TXT' END AS type,
  CASE status WHEN 0 THEN 'found' WHEN 1 THEN 'nxdomain' ELSE 'nodata' END AS status,
  CAST(value AS TEXT) AS value, ttl, datetime(first_at, 'unixepoch') AS first_at,
  datetime(last_at, 'unixepoch') AS last_at, server
FROM dns_fact LEFT JOIN dns_value ON dns_value.fact = dns_fact.id;
)sql"};

std::int64_t user_version(Sqlite& database) { return database.integer("PRAGMA user_version"); }

}  // namespace

int newest_schema_version() { return static_cast<int>(migrations.size()); }

int check_schema_version(Sqlite& database) {
  // A savepoint makes the three looks one: another process may be making the schema right now.
  database.execute("SAVEPOINT look");
  const bool empty = database.integer("SELECT count(*) FROM sqlite_schema") == 0;
  const auto version = user_version(database);
  const auto application = database.integer("PRAGMA application_id");
  database.execute("RELEASE look");
  if (!empty && application != our_application_id)
    throw Error(fmt::format("store {}: this SQLite database belongs to another program", database.path()),
                "name another file with --db");
  if (version > newest_schema_version())
    throw Error(fmt::format("store {}: made by a newer ruascope (schema {}, this program knows {})",
                            database.path(), version, newest_schema_version()),
                "upgrade ruascope, or name another store with --db");
  return static_cast<int>(version);
}

void prepare_schema(Sqlite& database) {
  if (check_schema_version(database) == newest_schema_version()) return;
  Transaction transaction(database);
  // Another process may have been faster while this one waited for the lock.
  auto version = static_cast<std::size_t>(check_schema_version(database));
  for (; version < migrations.size(); ++version) database.execute(migrations[version]);
  database.execute(fmt::format("PRAGMA application_id = {}", our_application_id).c_str());
  database.execute(fmt::format("PRAGMA user_version = {}", newest_schema_version()).c_str());
  transaction.commit();
}

}  // namespace ruascope
