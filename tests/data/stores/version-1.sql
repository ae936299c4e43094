-- SPDX-License-Identifier: MIT
-- A store of schema version 1, as the program of that version filled it (four reports of tests/data/odd and one
-- that could not be read).
BEGIN TRANSACTION;
CREATE TABLE copy (
  id INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  document BLOB NOT NULL,
  origin TEXT NOT NULL,
  message_id TEXT,
  from_domain TEXT,
  received_at INTEGER NOT NULL
) STRICT;
INSERT INTO "copy" VALUES(1,1,X'D25C7A2F39F0F80B7B6311F0099DECE1','in/A1-no-declaration.xml',NULL,NULL,1795604797);
INSERT INTO "copy" VALUES(2,2,X'1EF176CA3F7CCC770949839DE635AAE8','in/A12-org-name.xml',NULL,NULL,1795604797);
INSERT INTO "copy" VALUES(3,3,X'66BEC6E7296004852E2E3FCC54682187','in/G5-overlapping-one.xml',NULL,NULL,1795604797);
INSERT INTO "copy" VALUES(4,4,X'4225ED8204E61ACE9A55D4F30B0D45CF','in/G5-overlapping-two.xml',NULL,NULL,1795604797);
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
INSERT INTO "daily" VALUES(1,19676,1,1,0,1,6);
INSERT INTO "daily" VALUES(1,19676,1,1,0,2,1);
INSERT INTO "daily" VALUES(1,19676,2,1,0,1,14);
INSERT INTO "daily" VALUES(1,19676,3,1,0,1,11);
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO "name" VALUES(1,'example.com');
CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE
) STRICT;
INSERT INTO "organization" VALUES(1,'reporter.example');
INSERT INTO "organization" VALUES(2,'A & B');
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
INSERT INTO "policy" VALUES(1,1,0,0,NULL,0,0,100,NULL,NULL,NULL,NULL);
CREATE TABLE record (
  report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source,
  results INTEGER NOT NULL REFERENCES result_set,
  disposition INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (report, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO "record" VALUES(1,0,1,1,0,1);
INSERT INTO "record" VALUES(2,0,1,1,0,1);
INSERT INTO "record" VALUES(3,0,1,1,0,5);
INSERT INTO "record" VALUES(3,1,2,1,0,7);
INSERT INTO "record" VALUES(4,0,2,1,0,7);
INSERT INTO "record" VALUES(4,1,3,1,0,11);
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
INSERT INTO "report" VALUES(1,1,1,1,'A1',1700000000,1700086399,19676,19676,1,NULL,1,1,X'F83EF2A0F761E57B371B211209D71BA9',0,X'DD2A7B7CCAA5C454C728F34E39C7AF5F',0,1795604797,NULL);
INSERT INTO "report" VALUES(2,2,1,1,'A12-org',1700000000,1700086399,19676,19676,1,NULL,1,1,X'55A114196CD7DE911013A722E7F88CC3',0,X'86820422788F2C3B90997F7A6D677754',0,1795604797,'[{"kind":"malformed","subject":"ampersand","times":1}]');
INSERT INTO "report" VALUES(3,1,1,1,'G5-overlapping',1700000000,1700086399,19676,19676,1,NULL,2,12,X'6A9D979951E24A217BD19290935D168A',0,X'0DA54585FF82D41883483FBAFEFAC7F7',0,1795604797,NULL);
INSERT INTO "report" VALUES(4,1,1,1,'G5-overlapping',1700000000,1700086399,19676,19676,1,NULL,2,18,X'6A9D979951E24A217BD19290935D168A',1,X'EE9577252200041D2610C434F3CC30FC',0,1795604797,'[{"kind":"conflict","subject":"variant","times":1}]');
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
INSERT INTO "result_set" VALUES(1,X'90A719E3E743660CC3F96A8111238FB1',X'F158C15A33D96C142749068620454DEA',1,NULL,NULL,1,0,0,'[]','[{"domain":"example.com","selector":"s1","result":"pass","human_result":null}]','[{"domain":"bounces.example.net","scope":"mfrom","result":"pass","human_result":null}]',NULL);
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  address BLOB NOT NULL UNIQUE,
  ip TEXT NOT NULL
) STRICT;
INSERT INTO "source" VALUES(1,X'C0000201','192.0.2.1');
INSERT INTO "source" VALUES(2,X'C0000202','192.0.2.2');
INSERT INTO "source" VALUES(3,X'C0000203','192.0.2.3');
CREATE TABLE submitter (
  id INTEGER PRIMARY KEY,
  organization INTEGER NOT NULL REFERENCES organization,
  email TEXT NOT NULL,
  extra_contact_info TEXT,
  generator TEXT,
  version TEXT,
  xml_namespace TEXT
) STRICT;
INSERT INTO "submitter" VALUES(1,1,'dmarc@reporter.example',NULL,NULL,'1.0',NULL);
INSERT INTO "submitter" VALUES(2,2,'dmarc@reporter.example',NULL,NULL,'1.0',NULL);
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
INSERT INTO "unreadable" VALUES(1,'in/A20-in-record.xml','line 58','truncated-in-record','the document ends within <identifiers>, within a record; no record before it is whole','fetch the report again; a mail or file may have been cut',1795604797,1795604797);
CREATE INDEX submitter_by_content ON submitter (organization, email, extra_contact_info, generator);
CREATE INDEX policy_by_content ON policy (domain, p, sp, np, adkim, aspf, pct, fo);
CREATE INDEX report_by_day ON report (domain, last_day);
CREATE INDEX copy_by_report ON copy (report);
CREATE INDEX copy_by_document ON copy (document);
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
COMMIT;
PRAGMA application_id = 1381318995;
PRAGMA user_version = 1;
