-- name: find_round
-- The newest revision of a framework asked for a period.
SELECT id, framework, period, revision, hash FROM round
WHERE framework = :framework AND period = :period ORDER BY revision DESC LIMIT 1

-- name: every_round
-- All rounds, the newest period first.
SELECT id, framework, period, revision, hash FROM round ORDER BY framework, period DESC, id

-- name: add_round
-- A framework asked for a period.
INSERT INTO round (framework, period, revision, hash, made_at)
VALUES (:framework, :period, :revision, :hash, :made_at)

-- name: revise_round
-- The plan's files changed: the round follows them and keeps its reports.
UPDATE round SET revision = :revision, hash = :hash WHERE id = :id

-- name: put_revision
-- What a round was asked by. Before its window opens a plan may change within its revision.
INSERT INTO plan_revision (round_id, revision, hash, questions, first_at)
VALUES (:round, :revision, :hash, :questions, :at)
ON CONFLICT (round_id, revision) DO UPDATE SET hash = excluded.hash, questions = excluded.questions

-- name: revision
-- The questions of one revision of a round.
SELECT revision, hash, questions FROM plan_revision WHERE round_id = :round AND revision = :revision

-- name: note_revised
-- What followed from a revision.
UPDATE plan_revision SET folded = :folded, returned = :returned, left_as = :left
WHERE round_id = :round AND revision = :revision

-- name: revised
-- The latest revision of a round that anything followed from.
SELECT revision, first_at, folded, returned, left_as FROM plan_revision
WHERE round_id = :round AND folded IS NOT NULL ORDER BY revision DESC LIMIT 1

-- name: add_window
-- When the form of a round is open.
INSERT INTO reporting_window (round_id, opens_at, closes_at) VALUES (:round, :opens, :closes)

-- name: move_window
-- The plan's dates changed before its window opened.
UPDATE reporting_window SET opens_at = :opens, closes_at = :closes WHERE round_id = :round

-- name: window_of
-- When the form of a round is open.
SELECT opens_at, closes_at FROM reporting_window WHERE round_id = :round ORDER BY id LIMIT 1

-- name: window_over
-- The plan's window of a round and what offices said since about one place and what it lies in, as it came about.
SELECT 0, 0, 0, opens_at, closes_at, '', 0, 0 FROM reporting_window WHERE round_id = :round
UNION ALL
SELECT id, scope, place_id, opens_at, closes_at, reason, made_at, made_by FROM window_change
WHERE round_id = :round AND place_id IN (:nation, :province, :body) AND withdrawn_at IS NULL
ORDER BY 1

-- name: all_in_force
-- The same of every place.
SELECT 0, 0, 0, opens_at, closes_at, '', 0, 0 FROM reporting_window WHERE round_id = :round
UNION ALL
SELECT id, scope, place_id, opens_at, closes_at, reason, made_at, made_by FROM window_change
WHERE round_id = :round AND withdrawn_at IS NULL
ORDER BY 1

-- name: changes
-- What offices changed about a round's window, the latest first.
SELECT id, scope, place_id, opens_at, closes_at, reason, made_at, made_by, withdrawn_at, withdrawn_by
FROM window_change WHERE round_id = :round ORDER BY id DESC

-- name: add_change
-- An office opens, closes or extends.
INSERT INTO window_change (round_id, scope, place_id, opens_at, closes_at, reason, made_at, made_by)
VALUES (:round, :scope, :place, :opens, :closes, :reason, :at, :by) RETURNING id

-- name: withdraw_change
-- What held before holds again; the row stays.
UPDATE window_change SET withdrawn_at = :at, withdrawn_by = :by
WHERE id = :id AND round_id = :round AND withdrawn_at IS NULL

-- name: ask
-- A body asks for more time, or to have its answers opened again.
INSERT INTO extension_request (round_id, organisation_id, province_id, what, questions, reason, asked_at, asked_by,
  forward_note, granted, note)
VALUES (:round, :organisation, :province, :what, :questions, :reason, :at, :by, '', 0, '') RETURNING id

-- name: latest_request
-- What a body asked for last, and what became of it.
SELECT id, round_id, organisation_id, province_id, what, reason, asked_at, asked_by, forwarded_at, forwarded_by,
  forward_note, decided_at, decided_by, granted, note, granted_until, questions
FROM extension_request WHERE round_id = :round AND organisation_id = :organisation ORDER BY id DESC LIMIT 1

-- name: requests
-- Of a province, or of all: those that wait first, then the latest.
SELECT id, round_id, organisation_id, province_id, what, reason, asked_at, asked_by, forwarded_at, forwarded_by,
  forward_note, decided_at, decided_by, granted, note, granted_until, questions
FROM extension_request WHERE round_id = :round AND (:province = 0 OR province_id = :province)
ORDER BY CASE WHEN decided_at IS NULL THEN 0 ELSE 1 END, id DESC LIMIT 500

-- name: find_request
-- One, of a province's own where it is a province that asks.
SELECT id, round_id, organisation_id, province_id, what, reason, asked_at, asked_by, forwarded_at, forwarded_by,
  forward_note, decided_at, decided_by, granted, note, granted_until, questions
FROM extension_request WHERE id = :id AND round_id = :round AND (:province = 0 OR province_id = :province)

-- name: forward_request
-- The province speaks for it.
UPDATE extension_request SET forwarded_at = :at, forwarded_by = :by, forward_note = :note
WHERE id = :id AND forwarded_at IS NULL AND decided_at IS NULL

-- name: decide_request
-- Granted until a moment, or refused.
UPDATE extension_request SET decided_at = :at, decided_by = :by, granted = :granted, note = :note, granted_until = :until
WHERE id = :id AND decided_at IS NULL

-- name: rights
-- Whom the department lets grant.
SELECT place_id, allowed FROM extension_right WHERE round_id = :round

-- name: put_right
-- The department lets a province grant, or all of them, or no longer.
INSERT INTO extension_right (round_id, place_id, allowed, given_at, given_by)
VALUES (:round, :place, :allowed, :at, :by)
ON CONFLICT (round_id, place_id) DO UPDATE SET
  allowed = excluded.allowed, given_at = excluded.given_at, given_by = excluded.given_by

-- name: cover_round
-- A plan asked for a period, for the seals of the journal.
SELECT id, '', framework, period, revision, hash, made_at
FROM round WHERE id BETWEEN :from AND :to ORDER BY id

-- name: cover_reporting_window
-- The plan's own window of a round, for the seals of the journal.
SELECT round_id, id, opens_at, closes_at
FROM reporting_window WHERE round_id BETWEEN :from AND :to ORDER BY round_id, id

-- name: cover_plan_revision
-- What a round was asked by, for the seals of the journal.
SELECT round_id, revision, hash, questions, first_at, folded, returned, left_as
FROM plan_revision WHERE round_id BETWEEN :from AND :to ORDER BY round_id, revision

-- name: cover_window_change
-- What an office changed about a window, for the seals of the journal.
SELECT id, '', round_id, scope, place_id, opens_at, closes_at, reason, made_at, made_by, withdrawn_at, withdrawn_by
FROM window_change WHERE id BETWEEN :from AND :to ORDER BY id

-- name: cover_extension_request
-- What a body asked for, and what became of it, for the seals of the journal.
SELECT id, '', round_id, organisation_id, province_id, what, questions, reason, asked_at, asked_by, forwarded_at, forwarded_by,
  forward_note, decided_at, decided_by, granted, note, granted_until
FROM extension_request WHERE id BETWEEN :from AND :to ORDER BY id

-- name: cover_extension_right
-- Who may grant, for the seals of the journal.
SELECT round_id, place_id, allowed, given_at, given_by
FROM extension_right WHERE round_id BETWEEN :from AND :to ORDER BY round_id, place_id
