-- name: certify
-- An office stands by what was sent.
INSERT INTO certification (round_id, province_id, report_id, submission_id, stage, at, seat_id)
VALUES (:round, :province, :report, :submission, :stage, :at, :seat)

-- name: withdraw_certifications
-- Takes back what stands at a stage or above it; the rows stay.
UPDATE certification SET withdrawn_at = :at, withdrawn_by = :seat
WHERE report_id = :report AND stage >= :stage AND withdrawn_at IS NULL

-- name: certifications
-- Everything the offices said of one report, in order.
SELECT id, submission_id, stage, at, seat_id, withdrawn_at, withdrawn_by FROM certification
WHERE report_id = :report ORDER BY id

-- name: standing_stages
-- How far each report is certified, for the recount.
SELECT report_id, MAX(stage) FROM certification WHERE withdrawn_at IS NULL GROUP BY report_id

-- name: send_back
-- The act of sending back for correction.
INSERT INTO correction (round_id, province_id, report_id, submission_id, at, seat_id, due_at, reason, journal_number)
VALUES (:round, :province, :report, :submission, :at, :seat, :due_at, :reason, :journal_number)
RETURNING id

-- name: corrections
-- How often and why one report came back, the latest first.
SELECT id, submission_id, at, seat_id, due_at, reason, journal_number FROM correction
WHERE report_id = :report ORDER BY id DESC

-- name: corrections_of_province
-- How often each report of a province came back.
SELECT report_id, COUNT(*) FROM correction
WHERE round_id = :round AND province_id = :province GROUP BY report_id

-- name: say
-- Something said at an answer.
INSERT INTO comment (round_id, province_id, report_id, question, text, value_then, follow, correction_id, at, seat_id)
VALUES (:round, :province, :report, :question, :text, :value_then, :follow, :correction, :at, :seat)

-- name: comments
-- Everything said at the answers of one report, in order.
SELECT id, question, text, value_then, follow, correction_id, at, seat_id, resolved_at, resolved_by FROM comment
WHERE report_id = :report ORDER BY id

-- name: resolve
-- What a comment asked for is done.
UPDATE comment SET resolved_at = :at, resolved_by = :seat
WHERE id = :id AND report_id = :report AND follow = 1 AND resolved_at IS NULL

-- name: waiting_of_province
-- How many comments wait at each report of a province.
SELECT report_id, COUNT(*) FROM comment
WHERE round_id = :round AND province_id = :province AND follow = 1 AND resolved_at IS NULL GROUP BY report_id

-- name: look
-- Up to where an officer has seen a report.
SELECT journal_number, at FROM look WHERE seat_id = :seat AND report_id = :report

-- name: note_look
-- He has seen it up to here.
INSERT INTO look (seat_id, report_id, journal_number, at) VALUES (:seat, :report, :number, :at)
ON CONFLICT (seat_id, report_id) DO UPDATE SET journal_number = excluded.journal_number, at = excluded.at

-- name: district_rule
-- Does a province wait for its districts?
SELECT required FROM district_rule WHERE round_id = :round AND province_id = :province

-- name: put_district_rule
-- From now on it does, or does not.
INSERT INTO district_rule (round_id, province_id, required, set_at, set_by)
VALUES (:round, :province, :required, :at, :seat)
ON CONFLICT (round_id, province_id) DO UPDATE SET
  required = excluded.required, set_at = excluded.set_at, set_by = excluded.set_by

-- name: cover_certification
-- What the offices said of a report, for the seals of the journal.
SELECT report_id, id, round_id, province_id, submission_id, stage, at, seat_id, withdrawn_at, withdrawn_by
FROM certification WHERE report_id BETWEEN :from AND :to ORDER BY report_id, id

-- name: cover_correction
-- What was sent back, for the seals of the journal.
SELECT report_id, id, round_id, province_id, submission_id, at, seat_id, due_at, reason, journal_number
FROM correction WHERE report_id BETWEEN :from AND :to ORDER BY report_id, id

-- name: cover_comment
-- What was said at an answer, for the seals of the journal.
SELECT report_id, id, round_id, province_id, question, text, value_then, follow, correction_id, at, seat_id, resolved_at,
  resolved_by
FROM comment WHERE report_id BETWEEN :from AND :to ORDER BY report_id, id

-- name: cover_district_rule
-- Who lets districts verify, for the seals of the journal.
SELECT round_id, province_id, required, set_at, set_by
FROM district_rule WHERE round_id BETWEEN :from AND :to ORDER BY round_id, province_id
