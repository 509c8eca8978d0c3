-- name: find
-- A body's report of a round, for a seat that stands at the body or above it.
SELECT id, round_id, organisation_id, district_id, province_id, stage, answered, expected, blocking, asking,
  begun_at, changed_at, submitted_at, figures, open_only
FROM report
WHERE round_id = :round AND organisation_id = :organisation
  AND (:nation = 1 OR :place IN (organisation_id, district_id, province_id))

-- name: begin
-- The first save begins the report.
INSERT INTO report (round_id, organisation_id, district_id, province_id, stage, answered, expected, blocking,
  asking, begun_at, changed_at, figures)
VALUES (:round, :organisation, :district, :province, 0, 0, 0, 0, 0, :now, :now, '')
RETURNING id

-- name: note_state
-- What lists show of a report, brought up to date by the save that changed it.
UPDATE report SET answered = :answered, expected = :expected, blocking = :blocking, asking = :asking,
  figures = :figures, changed_at = :now, version = version + 1
WHERE id = :id

-- name: note_stage
-- How far the report has come, as its submissions and what the offices said of them have it.
UPDATE report SET stage = :stage, submitted_at = :submitted_at, open_only = :open_only, changed_at = :now,
  version = version + 1
WHERE id = :id

-- name: answers
-- Every answer of a report.
SELECT question, typed, unit, not_applicable, reason, source, remark, value, version, changed_at, changed_by
FROM answer WHERE report_id = :report

-- name: answers_of_province
-- What counts of every answer of a province, report by report, for files of whole countries.
SELECT a.report_id, a.question, a.typed, a.not_applicable, a.value
FROM report r JOIN answer a ON a.report_id = r.id
WHERE r.round_id = :round AND r.province_id = :province AND r.stage >= :stage
ORDER BY a.report_id

-- name: whole_answers_of_province
-- Every answer of a province with all that was given to it, for files that come back in.
SELECT a.report_id, a.question, a.typed, a.not_applicable, a.value, a.unit, a.reason, a.source, a.remark
FROM report r JOIN answer a ON a.report_id = r.id
WHERE r.round_id = :round AND r.province_id = :province AND r.stage >= :stage
ORDER BY a.report_id

-- name: put_answer
-- One answer as it now is.
INSERT INTO answer (report_id, question, typed, unit, not_applicable, reason, source, remark, value, version,
  changed_at, changed_by)
VALUES (:report, :question, :typed, :unit, :not_applicable, :reason, :source, :remark, :value, :version,
  :changed_at, :changed_by)
ON CONFLICT (report_id, question) DO UPDATE SET
  typed = excluded.typed, unit = excluded.unit, not_applicable = excluded.not_applicable,
  reason = excluded.reason, source = excluded.source, remark = excluded.remark, value = excluded.value,
  version = excluded.version, changed_at = excluded.changed_at, changed_by = excluded.changed_by

-- name: note_value
-- What was typed is read as this from now on.
UPDATE answer SET value = :value WHERE report_id = :report AND question = :question

-- name: finding_reasons
-- Why the body stands by values that a check asks about.
SELECT check_code, reason FROM finding_reason WHERE report_id = :report

-- name: finding_reasons_of_province
-- Which checks the bodies of a province gave a reason for.
SELECT f.report_id, f.check_code FROM report r JOIN finding_reason f ON f.report_id = r.id
WHERE r.round_id = :round AND r.province_id = :province AND TRIM(f.reason) <> ''

-- name: reasons_of_province
-- The reasons themselves, of every report of a province.
SELECT f.report_id, f.check_code, f.reason FROM report r JOIN finding_reason f ON f.report_id = r.id
WHERE r.round_id = :round AND r.province_id = :province

-- name: unreasoned_of_province
-- What the bodies of a province said does not apply to them, without saying why.
SELECT a.report_id, a.question FROM report r JOIN answer a ON a.report_id = r.id
WHERE r.round_id = :round AND r.province_id = :province AND a.not_applicable = 1 AND TRIM(a.reason) = ''

-- name: put_finding_reason
-- The reason for one finding.
INSERT INTO finding_reason (report_id, check_code, reason, given_at, given_by)
VALUES (:report, :check_code, :reason, :at, :by)
ON CONFLICT (report_id, check_code) DO UPDATE SET
  reason = excluded.reason, given_at = excluded.given_at, given_by = excluded.given_by

-- name: submit
-- The act of sending.
INSERT INTO submission (report_id, number, code, content_hash, at, seat_id, revision, seal)
VALUES (:report, :number, :code, :content_hash, :at, :seat, :revision, :seal)

-- name: note_revisions
-- Which revision the sendings of before this was kept answered.
UPDATE submission SET revision = :revision
WHERE revision = 0 AND report_id IN (SELECT id FROM report WHERE round_id = :round)

-- name: withdraw
-- Takes the sending back; the row stays.
UPDATE submission SET withdrawn_at = :at, withdrawn_by = :seat
WHERE report_id = :report AND withdrawn_at IS NULL

-- name: submissions
-- Every sending of a report, the latest first.
SELECT id, report_id, seat_id, number, code, content_hash, at, withdrawn_at, revision, seal FROM submission
WHERE report_id = :report ORDER BY id DESC

-- name: standing_submissions
-- The sending each sealed report of a province stands by.
SELECT s.report_id, s.id FROM submission s JOIN report r ON r.id = s.report_id
WHERE r.round_id = :round AND r.province_id = :province AND s.withdrawn_at IS NULL

-- name: count_submissions
-- How many sendings there are, for who moves a database.
SELECT COUNT(*) FROM submission

-- name: submission_by_code
-- The sending a receipt's code names: public, so it gives no more than the receipt shows.
SELECT s.id, s.report_id, s.seat_id, s.number, s.code, s.content_hash, s.at, s.withdrawn_at,
  s.revision, s.seal, r.round_id, r.organisation_id
FROM submission s JOIN report r ON r.id = s.report_id WHERE s.code = :code

-- name: of_province
-- The reports of a province.
SELECT id, round_id, organisation_id, district_id, province_id, stage, answered, expected, blocking, asking,
  begun_at, changed_at, submitted_at, figures, open_only
FROM report WHERE round_id = :round AND province_id = :province

-- name: marks_of_province
-- Which reports of a province there are, how far, and whether one changed since it was looked at.
SELECT id, organisation_id, stage, version FROM report WHERE round_id = :round AND province_id = :province

-- name: counts_by_province
-- How far each province is.
SELECT province_id, begun, submitted, verified, approved, blocking FROM report_count WHERE round_id = :round

-- name: every_count
-- The same of every round, for the recount.
SELECT round_id, province_id, begun, submitted, verified, approved, blocking FROM report_count

-- name: count
-- Folds a report's step into its province's counts.
INSERT INTO report_count (round_id, province_id, begun, submitted, verified, approved, blocking)
VALUES (:round, :province, :begun, :submitted, :verified, :approved, :blocking)
ON CONFLICT (round_id, province_id) DO UPDATE SET
  begun = report_count.begun + excluded.begun, submitted = report_count.submitted + excluded.submitted,
  verified = report_count.verified + excluded.verified, approved = report_count.approved + excluded.approved,
  blocking = report_count.blocking + excluded.blocking

-- name: clear_counts
-- Throws the counts away before a rebuild.
DELETE FROM report_count

-- name: stages_of_round
-- What every report of a round has come to, for completeness: an index holds all of it.
SELECT organisation_id, stage, submitted_at FROM report WHERE round_id = :round

-- name: stages_of_province
-- The same of one province.
SELECT organisation_id, stage, submitted_at FROM report WHERE round_id = :round AND province_id = :province

-- name: unsent_of_round
-- How far each report is that was not sent, for the forecast: without what it says.
SELECT organisation_id, answered, expected, blocking, begun_at, changed_at FROM report
WHERE round_id = :round AND stage = 0

-- name: unsent_of_province
-- The same of one province.
SELECT organisation_id, answered, expected, blocking, begun_at, changed_at FROM report
WHERE round_id = :round AND province_id = :province AND stage = 0

-- name: whose
-- Whose report it is, and of which round.
SELECT round_id, organisation_id FROM report WHERE id = :id

-- name: reports_of
-- Every report of a body, of all rounds, for the journal.
SELECT id FROM report WHERE organisation_id = :organisation ORDER BY id

-- name: latest_change
-- When anything was saved or sent last.
SELECT MAX(changed_at) FROM report

-- name: every
-- Every report, for the recount.
SELECT id, round_id, organisation_id, district_id, province_id, stage, answered, expected, blocking, asking,
  begun_at, changed_at, submitted_at, figures, open_only
FROM report ORDER BY id

-- name: stage_disagreements
-- Reports that are sealed and not sent, or the other way, for the recount.
SELECT r.id FROM report r
WHERE (CASE WHEN r.stage >= 1 THEN 1 ELSE 0 END) <> (SELECT COUNT(*) FROM submission s WHERE s.report_id = r.id AND s.withdrawn_at IS NULL)

-- name: cover_report
-- Whose a report is, and what of it is open; what is reckoned of its answers is left to the recount, for the seals of the journal.
SELECT id, '', round_id, organisation_id, district_id, province_id, begun_at, submitted_at, open_only
FROM report WHERE id BETWEEN :from AND :to ORDER BY id

-- name: cover_finding_reason
-- Why a body stands by a value, for the seals of the journal.
SELECT report_id, check_code, reason, given_at, given_by
FROM finding_reason WHERE report_id BETWEEN :from AND :to ORDER BY report_id, check_code

-- name: cover_submission
-- What was sent, and what was taken back, for the seals of the journal.
SELECT report_id, id, number, code, content_hash, at, seat_id, withdrawn_at, withdrawn_by, revision, seal
FROM submission WHERE report_id BETWEEN :from AND :to ORDER BY report_id, id
