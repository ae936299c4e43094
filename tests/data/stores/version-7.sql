-- SPDX-License-Identifier: MIT
-- A store of schema version 7, as the program of that version filled it (that of version 6, with a run; its mailbox by hand).
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE copy (
  id INTEGER PRIMARY KEY,
  report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  document BLOB NOT NULL,
  origin TEXT NOT NULL,
  message_id TEXT,
  from_domain TEXT,
  received_at INTEGER NOT NULL
, of_reports INTEGER) STRICT;
INSERT INTO copy VALUES(1,1,X'ad0c3be233b8dd1a524a6a00d1863906','G5-disjoint-both.xml',NULL,NULL,1795724166,1);
INSERT INTO copy VALUES(2,1,X'abf3e65277f9f2de98f8286ba7cc9c58','G5-disjoint-one.xml',NULL,NULL,1795724166,1);
INSERT INTO copy VALUES(4,3,X'8e1520fa3aca6126dcb362d2b760d7f6','G5-contained-whole.xml',NULL,NULL,1795724166,1);
INSERT INTO copy VALUES(5,3,X'82f85981363e1792ff9e01b457bc5463','G5-contained-part.xml',NULL,NULL,1795724166,1);
INSERT INTO copy VALUES(6,4,X'e977a39b995f4a5c832416af4fe3f607','A10-one-line.xml',NULL,NULL,1795724166,1);
INSERT INTO copy VALUES(7,5,X'1891c483136e16e07cef989ce31e5e5d','H5-allowed.xml',NULL,NULL,1795724166,1);
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
INSERT INTO daily VALUES(1,19676,1,1,0,1,12);
INSERT INTO daily VALUES(1,19676,2,1,0,1,14);
INSERT INTO daily VALUES(1,19676,3,1,0,1,11);
CREATE TABLE given_way (
  content BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
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
INSERT INTO kept_input VALUES(1,X'0d0bdf695dba9c6f211f779bf7b58bd3','E14-aes.zip','E14-aes.zip',NULL,NULL,NULL,611,X'504b030414000100630000006f5700000000d70100006e0400000a000b007265706f72742e786d6c019907000200414503080057e53eeb07e5718a2ab0431430f9d62cc6c562b1cadba3ac0198d5d4ac6838b7d906aaa4bb35ba8ebb18edbfe8f5ef25447177706d386a5fb9ca2dd60a70189af1a7341976a584cfd9dc472b4a62d796d9c1c378f83ede4e140f6ccc2c7c865854c2d6f1bb27aec9a6b9809cf2e9f0348c8ad1e383dfc167044320b9e5acb051a6859b2aed35c6722266ab9395216108051ac902409542ca62f1743e78ce3cb18e50b365b85df662fd1aa75330c61cc6a2da3a9280e7aa91b0126ec4af5c7f513ced7a28b82fe08ea674db51363ebeec32c57d85c1858e466f80f551b2cade5b55155ee4174f42461004b406690cbb32381290e87e6766f7355c5cc0820b400cbc283bac2c05b8ba92aff3f2c7fd01bef5a9fd65e567e8d1ba5ebb1835f39b8c1739702904f4b89c488f1a683f3bf74bf98cc416c458ef05a89818d175f6db6cab6d40d509dea7af57256199ff92f61961a5acc7d0aa37b33ff41235133d235cb32464ea306cd65cfda17b6c9d5bd4285a3eeb08cc9562c35700bf4a1c2a76b1dfd4621c03e11cccca814c6f66e1cf1608851e0b945817d4c1b82dcfc3c8bb4d429cfc1992c6ba7b31b89bee746a9fc0c5e5e699f073f5448c016b649c8029e45559727f9ef4fc8adb1219f4bd43a33097679662fedf61504b0102140014000100630000006f5700000000d70100006e0400000a000b0000000000000000000000000000007265706f72742e786d6c0199070002004145030800504b05060000000001000100430000000a0200000000');
CREATE TABLE name (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
) STRICT;
INSERT INTO name VALUES(1,'example.com');
CREATE TABLE organization (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL COLLATE NOCASE UNIQUE
) STRICT;
INSERT INTO organization VALUES(1,'reporter.example');
CREATE TABLE own (
  kind INTEGER NOT NULL,
  value TEXT NOT NULL,
  note TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
INSERT INTO own VALUES(0,'example.com','our own',1795734718);
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
INSERT INTO policy VALUES(1,1,0,0,NULL,0,0,100,NULL,NULL,NULL,NULL);
CREATE TABLE record (
  report INTEGER NOT NULL REFERENCES report ON DELETE CASCADE,
  seq INTEGER NOT NULL,
  source INTEGER NOT NULL REFERENCES source,
  results INTEGER NOT NULL REFERENCES result_set,
  disposition INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  PRIMARY KEY (report, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO record VALUES(1,0,1,1,0,5);
INSERT INTO record VALUES(1,1,2,1,0,7);
INSERT INTO record VALUES(1,2,3,1,0,11);
INSERT INTO record VALUES(3,0,1,1,0,5);
INSERT INTO record VALUES(3,1,2,1,0,7);
INSERT INTO record VALUES(4,0,1,1,0,1);
INSERT INTO record VALUES(5,0,1,1,0,1);
CREATE TABLE refused_report (
  identity BLOB PRIMARY KEY,
  org_name TEXT NOT NULL,
  domain TEXT NOT NULL,
  report_id TEXT NOT NULL,
  refused_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
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
INSERT INTO rejection VALUES(1,2,0,1794477600,1,'',0,0,NULL,'receiver.example','mx.receiver.example',X'c0000263',550,'5.7.1',6,'Unauthenticated email from example.com is not accepted due to domain''s DMARC policy',NULL,'mail',0,'[]',0,0,NULL,'','mail.log',1795760768);
CREATE TABLE rejection_identity (
  digest BLOB PRIMARY KEY,
  rejection INTEGER NOT NULL REFERENCES rejection ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO rejection_identity VALUES(X'cee2ae5b877635116702fced34296c70',1);
INSERT INTO rejection_identity VALUES(X'fa84d90f1560f9560e3e91cbda752aaa',1);
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
  warnings TEXT, multiset BLOB,
  UNIQUE (identity, variant)
) STRICT;
INSERT INTO report VALUES(1,1,1,1,'G5-disjoint',1700000000,1700086399,19676,19676,1,NULL,3,23,X'4cdc248ce9fa7ea3d19831387824511e',0,X'2445a6dda511399a6212e7f26b8d8264',0,1795724166,NULL,X'f53ced920b7c9a8c4e08080d5f89b1c4');
INSERT INTO report VALUES(3,1,1,1,'G5-contained',1700000000,1700086399,19676,19676,1,NULL,2,12,X'4cdc1bbfb072f3a966e92171872f9648',0,X'88dfe9868abc2f737863c954c6a66fb6',0,1795724166,'[{"kind":"conflict","subject":"superseded","times":1}]',X'4949257f80da7b4076967d850ccc72aa');
INSERT INTO report VALUES(4,1,1,1,'A10',1700000000,1700086399,19676,19676,1,NULL,1,1,X'4cdcb3ab951bb7fb96b9d1f697689de1',0,X'b5b8fe97653dc21f9fe2124534bdefc5',0,1795724166,NULL,X'29bf073aadf3e02de8d9ae9122cd17de');
INSERT INTO report VALUES(5,1,1,1,'H5-allowed',1700000000,1700086399,19676,19676,1,NULL,1,1,X'4cdc88c2fcddf1a63779da8fa24de9f3',0,X'36931aa47a6fafef82fed95da2c4a40d',0,1795724166,'[{"kind":"overlap","subject":"same records as report A10 of example.com","times":1},{"kind":"unknown","subject":"report_metadata/a","times":1}]',X'29bf073aadf3e02de8d9ae9122cd17de');
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
INSERT INTO result_set VALUES(1,X'90a719e3e743660cc3f96a8111238fb1',X'f158c15a33d96c142749068620454dea',1,NULL,NULL,1,0,0,'[]','[{"domain":"example.com","selector":"s1","result":"pass","human_result":null}]','[{"domain":"bounces.example.net","scope":"mfrom","result":"pass","human_result":null}]',NULL);
CREATE TABLE secret (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key BLOB NOT NULL
) STRICT;
INSERT INTO secret VALUES(1,X'97c04e180bc3a876f9615668bad6b244f841284180817cb4572e3bc22bcef81d');
CREATE TABLE source (
  id INTEGER PRIMARY KEY,
  address BLOB NOT NULL UNIQUE,
  ip TEXT NOT NULL
) STRICT;
INSERT INTO source VALUES(1,X'c0000201','192.0.2.1');
INSERT INTO source VALUES(2,X'c0000202','192.0.2.2');
INSERT INTO source VALUES(3,X'c0000203','192.0.2.3');
CREATE TABLE submitter (
  id INTEGER PRIMARY KEY,
  organization INTEGER NOT NULL REFERENCES organization,
  email TEXT NOT NULL,
  extra_contact_info TEXT,
  generator TEXT,
  version TEXT,
  xml_namespace TEXT
) STRICT;
INSERT INTO submitter VALUES(1,1,'dmarc@reporter.example',NULL,NULL,'1.0',NULL);
CREATE TABLE told_finding (
  code TEXT NOT NULL,
  domain TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity INTEGER NOT NULL,
  PRIMARY KEY (code, domain, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO told_finding VALUES('input.unreadable','','1 unreadable inputs',1);
INSERT INTO told_finding VALUES('rejection.unexplained','example.com','Google',1);
CREATE TABLE IF NOT EXISTS "unreadable" (
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
INSERT INTO unreadable VALUES(1,'E14-aes.zip: report.xml','','encrypted','the archive is encrypted','ask the sender for unencrypted reports',1795724166,1795724166,1,X'0d0bdf695dba9c6f211f779bf7b58bd3');
CREATE TABLE mailbox_folder (
  id INTEGER PRIMARY KEY,
  account TEXT NOT NULL,             -- user@host:port
  folder TEXT NOT NULL,
  validity INTEGER NOT NULL,         -- UIDVALIDITY
  last_uid INTEGER NOT NULL,
  UNIQUE (account, folder)
) STRICT;
INSERT INTO mailbox_folder VALUES(1,'user@mail.example:993','INBOX',7,12);
CREATE TABLE mailbox_waiting (
  folder INTEGER NOT NULL REFERENCES mailbox_folder ON DELETE CASCADE,
  uid INTEGER NOT NULL,
  is_failure INTEGER NOT NULL,       -- it could not be read
  PRIMARY KEY (folder, uid)
) STRICT, WITHOUT ROWID;
INSERT INTO mailbox_waiting VALUES(1,3,0);
CREATE TABLE mailbox_visit (
  account TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  messages INTEGER NOT NULL,         -- that were new
  error TEXT NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO mailbox_visit VALUES('user@mail.example:993',1795786500,12,'');
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
INSERT INTO run VALUES(1,1795000000,17,0,0,0,0,0,1,0,0,'','');
CREATE INDEX submitter_by_content ON submitter (organization, email, extra_contact_info, generator);
CREATE INDEX policy_by_content ON policy (domain, p, sp, np, adkim, aspf, pct, fo);
CREATE INDEX copy_by_report ON copy (report);
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
CREATE INDEX copy_by_document ON copy (document, report);
CREATE INDEX unreadable_by_input ON unreadable (input);
CREATE INDEX report_by_day ON report (domain, last_day, multiset);
CREATE INDEX report_of_several_days ON report (domain, last_day, multiset) WHERE first_day < last_day;
CREATE INDEX rejection_by_moment ON rejection (coalesce(time, imported_at));
CREATE INDEX rejection_by_message ON rejection (message);
CREATE INDEX rejection_identity_by_rejection ON rejection_identity (rejection);
CREATE VIEW v_rejection AS
SELECT id, CASE kind WHEN 0 THEN 'bounce' WHEN 1 THEN 'failure_report' ELSE 'mail_log' END AS kind,
  datetime(time, 'unixepoch') AS time, from_domain, from_assumed, envelope_from, recipient_domain, receiver,
  code, enhanced_code, text, reporting_host, origin
FROM rejection;
COMMIT;
PRAGMA application_id = 1381318995;
PRAGMA user_version = 7;
