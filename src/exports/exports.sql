-- name: ask
-- A file is wanted.
INSERT INTO export_job (round_id, place_id, stage, types, format, part, language, file, organisation_id, asked_at, asked_by,
  held_by, held_until, tries, done, whole, failure)
VALUES (:round, :place, :stage, :types, :format, :part, :language, :file, :organisation, :now, :seat, '', 0, 0, 0, 0, '')
RETURNING id

-- name: under_way
-- How many files an office waits for.
SELECT COUNT(*) FROM export_job
WHERE organisation_id = :organisation AND made_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL

-- name: of_organisation
-- The files of an office, the latest first.
SELECT id, round_id, place_id, stage, format, part, language, file, organisation_id, asked_at, asked_by, tries, done,
  whole, bytes, made_at, failed_at, failure, cancelled_at, types
FROM export_job WHERE organisation_id = :organisation AND round_id = :round ORDER BY id DESC LIMIT 20

-- name: find
-- One file, for a seat of the office whose it is.
SELECT id, round_id, place_id, stage, format, part, language, file, organisation_id, asked_at, asked_by, tries, done,
  whole, bytes, made_at, failed_at, failure, cancelled_at, types
FROM export_job WHERE id = :id AND organisation_id = :organisation AND round_id = :round

-- name: waits
-- Is there a file that nobody makes.
SELECT id FROM export_job
WHERE made_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL AND held_until <= :now LIMIT 1

-- name: claim
-- The oldest file that nobody makes, or whose maker has not been heard of for a while.
UPDATE export_job SET held_by = :node, held_until = :until, tries = tries + 1, done = 0
WHERE id = (SELECT id FROM export_job
  WHERE made_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL AND held_until <= :now ORDER BY id LIMIT 1)
RETURNING id, round_id, place_id, stage, format, part, language, file, organisation_id, asked_at, asked_by, tries, done,
  whole, bytes, made_at, failed_at, failure, cancelled_at, types

-- name: hold
-- Its maker goes on; no row changes when it was cancelled or another has taken it.
UPDATE export_job SET done = :done, whole = :whole, held_until = :until
WHERE id = :id AND held_by = :node AND cancelled_at IS NULL

-- name: made
-- The file is there.
UPDATE export_job SET made_at = :now, bytes = :bytes, done = whole
WHERE id = :id AND held_by = :node AND cancelled_at IS NULL

-- name: failed
-- It could not be made.
UPDATE export_job SET failed_at = :now, failure = :why WHERE id = :id AND held_by = :node

-- name: let_go
-- Its maker ends: the next one need not wait.
UPDATE export_job SET held_until = 0, tries = tries - 1 WHERE id = :id AND held_by = :node

-- name: cancel
-- Nobody wants it any more.
UPDATE export_job SET cancelled_at = :now
WHERE id = :id AND organisation_id = :organisation AND made_at IS NULL AND failed_at IS NULL AND cancelled_at IS NULL

-- name: forget
-- What was asked for before a moment, and is not under way.
DELETE FROM export_job WHERE asked_at < :before AND held_until <= :now RETURNING file
