-- SPDX-License-Identifier: MIT
-- A store of schema version 6, as the program of that version filled it (that of version 5, with a rejection).
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
INSERT INTO "copy" VALUES(1,1,X'AD0C3BE233B8DD1A524A6A00D1863906','G5-disjoint-both.xml',NULL,NULL,1795724166,1);
INSERT INTO "copy" VALUES(2,1,X'ABF3E65277F9F2DE98F8286BA7CC9C58','G5-disjoint-one.xml',NULL,NULL,1795724166,1);
INSERT INTO "copy" VALUES(4,3,X'8E1520FA3ACA6126DCB362D2B760D7F6','G5-contained-whole.xml',NULL,NULL,1795724166,1);
INSERT INTO "copy" VALUES(5,3,X'82F85981363E1792FF9E01B457BC5463','G5-contained-part.xml',NULL,NULL,1795724166,1);
INSERT INTO "copy" VALUES(6,4,X'E977A39B995F4A5C832416AF4FE3F607','A10-one-line.xml',NULL,NULL,1795724166,1);
INSERT INTO "copy" VALUES(7,5,X'1891C483136E16E07CEF989CE31E5E5D','H5-allowed.xml',NULL,NULL,1795724166,1);
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
INSERT INTO "daily" VALUES(1,19676,1,1,0,1,12);
INSERT INTO "daily" VALUES(1,19676,2,1,0,1,14);
INSERT INTO "daily" VALUES(1,19676,3,1,0,1,11);
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
INSERT INTO "kept_input" VALUES(1,X'0D0BDF695DBA9C6F211F779BF7B58BD3','E14-aes.zip','E14-aes.zip',NULL,NULL,NULL,611,X'504B030414000100630000006F5700000000D70100006E0400000A000B007265706F72742E786D6C019907000200414503080057E53EEB07E5718A2AB0431430F9D62CC6C562B1CADBA3AC0198D5D4AC6838B7D906AAA4BB35BA8EBB18EDBFE8F5EF25447177706D386A5FB9CA2DD60A70189AF1A7341976A584CFD9DC472B4A62D796D9C1C378F83EDE4E140F6CCC2C7C865854C2D6F1BB27AEC9A6B9809CF2E9F0348C8AD1E383DFC167044320B9E5ACB051A6859B2AED35C6722266AB9395216108051AC902409542CA62F1743E78CE3CB18E50B365B85DF662FD1AA75330C61CC6A2DA3A9280E7AA91B0126EC4AF5C7F513CED7A28B82FE08EA674DB51363EBEEC32C57D85C1858E466F80F551B2CADE5B55155EE4174F42461004B406690CBB32381290E87E6766F7355C5CC0820B400CBC283BAC2C05B8BA92AFF3F2C7FD01BEF5A9FD65E567E8D1BA5EBB1835F39B8C1739702904F4B89C488F1A683F3BF74BF98CC416C458EF05A89818D175F6DB6CAB6D40D509DEA7AF57256199FF92F61961A5ACC7D0AA37B33FF41235133D235CB32464EA306CD65CFDA17B6C9D5BD4285A3EEB08CC9562C35700BF4A1C2A76B1DFD4621C03E11CCCCA814C6F66E1CF1608851E0B945817D4C1B82DCFC3C8BB4D429CFC1992C6BA7B31B89BEE746A9FC0C5E5E699F073F5448C016B649C8029E45559727F9EF4FC8ADB1219F4BD43A33097679662FEDF61504B0102140014000100630000006F5700000000D70100006E0400000A000B0000000000000000000000000000007265706F72742E786D6C0199070002004145030800504B05060000000001000100430000000A0200000000');
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
CREATE TABLE own (
  kind INTEGER NOT NULL,
  value TEXT NOT NULL,
  note TEXT NOT NULL,
  added_at INTEGER NOT NULL,
  PRIMARY KEY (kind, value)
) STRICT, WITHOUT ROWID;
INSERT INTO "own" VALUES(0,'example.com','our own',1795734718);
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
INSERT INTO "record" VALUES(1,0,1,1,0,5);
INSERT INTO "record" VALUES(1,1,2,1,0,7);
INSERT INTO "record" VALUES(1,2,3,1,0,11);
INSERT INTO "record" VALUES(3,0,1,1,0,5);
INSERT INTO "record" VALUES(3,1,2,1,0,7);
INSERT INTO "record" VALUES(4,0,1,1,0,1);
INSERT INTO "record" VALUES(5,0,1,1,0,1);
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
INSERT INTO "rejection" VALUES(1,2,0,1794477600,1,'',0,0,NULL,'receiver.example','mx.receiver.example',X'C0000263',550,'5.7.1',6,'Unauthenticated email from example.com is not accepted due to domain''s DMARC policy',NULL,'mail',0,'[]',0,0,NULL,'','mail.log',1795760768);
CREATE TABLE rejection_identity (
  digest BLOB PRIMARY KEY,
  rejection INTEGER NOT NULL REFERENCES rejection ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
INSERT INTO "rejection_identity" VALUES(X'CEE2AE5B877635116702FCED34296C70',1);
INSERT INTO "rejection_identity" VALUES(X'FA84D90F1560F9560E3E91CBDA752AAA',1);
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
INSERT INTO "report" VALUES(1,1,1,1,'G5-disjoint',1700000000,1700086399,19676,19676,1,NULL,3,23,X'4CDC248CE9FA7EA3D19831387824511E',0,X'2445A6DDA511399A6212E7F26B8D8264',0,1795724166,NULL,X'F53CED920B7C9A8C4E08080D5F89B1C4');
INSERT INTO "report" VALUES(3,1,1,1,'G5-contained',1700000000,1700086399,19676,19676,1,NULL,2,12,X'4CDC1BBFB072F3A966E92171872F9648',0,X'88DFE9868ABC2F737863C954C6A66FB6',0,1795724166,'[{"kind":"conflict","subject":"superseded","times":1}]',X'4949257F80DA7B4076967D850CCC72AA');
INSERT INTO "report" VALUES(4,1,1,1,'A10',1700000000,1700086399,19676,19676,1,NULL,1,1,X'4CDCB3AB951BB7FB96B9D1F697689DE1',0,X'B5B8FE97653DC21F9FE2124534BDEFC5',0,1795724166,NULL,X'29BF073AADF3E02DE8D9AE9122CD17DE');
INSERT INTO "report" VALUES(5,1,1,1,'H5-allowed',1700000000,1700086399,19676,19676,1,NULL,1,1,X'4CDC88C2FCDDF1A63779DA8FA24DE9F3',0,X'36931AA47A6FAFEF82FED95DA2C4A40D',0,1795724166,'[{"kind":"overlap","subject":"same records as report A10 of example.com","times":1},{"kind":"unknown","subject":"report_metadata/a","times":1}]',X'29BF073AADF3E02DE8D9AE9122CD17DE');
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
CREATE TABLE secret (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  key BLOB NOT NULL
) STRICT;
INSERT INTO "secret" VALUES(1,X'97C04E180BC3A876F9615668BAD6B244F841284180817CB4572E3BC22BCEF81D');
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
CREATE TABLE told_finding (
  code TEXT NOT NULL,
  domain TEXT NOT NULL,
  subject TEXT NOT NULL,
  severity INTEGER NOT NULL,
  PRIMARY KEY (code, domain, subject)
) STRICT, WITHOUT ROWID;
INSERT INTO "told_finding" VALUES('input.unreadable','','1 unreadable inputs',1);
CREATE TABLE "unreadable" (
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
INSERT INTO "unreadable" VALUES(1,'E14-aes.zip: report.xml','','encrypted','the archive is encrypted','ask the sender for unencrypted reports',1795724166,1795724166,1,X'0D0BDF695DBA9C6F211F779BF7B58BD3');
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
PRAGMA user_version = 6;
