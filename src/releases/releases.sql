-- name: wish
-- The department wants a release.
INSERT INTO release_wish (round_id, stage, notes, asked_at, asked_by) VALUES (:round, :stage, :notes, :now, :seat)
RETURNING id

-- name: next_wish
-- The oldest wish whose release is not made yet.
SELECT w.id, w.round_id, w.stage, w.notes, w.asked_at, w.asked_by FROM release_wish w
WHERE NOT EXISTS (SELECT 1 FROM frozen_release f WHERE f.wish_id = w.id) ORDER BY w.id LIMIT 1

-- name: waiting
-- How many releases of a round are being made.
SELECT COUNT(*) FROM release_wish w
WHERE w.round_id = :round AND NOT EXISTS (SELECT 1 FROM frozen_release f WHERE f.wish_id = w.id)

-- name: put_row
-- One row of a release to come.
INSERT INTO frozen_row (content, sheet, position, place, above, item, cells)
VALUES (:content, :sheet, :position, :place, :above, :item, :cells)

-- name: last_number
-- How many releases of the round there are.
SELECT COALESCE(MAX(number), 0) FROM frozen_release WHERE round_id = :round

-- name: freeze
-- The release itself, after all its rows: from now on they are public.
INSERT INTO frozen_release (wish_id, round_id, number, stage, notes, cut_off, made_by, content, expected, counted, digest)
VALUES (:wish, :round, :number, :stage, :notes, :cut_off, :seat, :content, :expected, :counted, :digest)

-- name: of_round
-- The releases of a round, the latest first.
SELECT id, wish_id, round_id, number, stage, notes, cut_off, made_by, content, expected, counted, digest
FROM frozen_release WHERE round_id = :round ORDER BY number DESC

-- name: rows
-- All rows of a sheet, in order.
SELECT position, place, above, item, cells FROM frozen_row WHERE content = :content AND sheet = :sheet ORDER BY position

-- name: page
-- Some rows of a sheet after one, for a place and an item where they are named.
SELECT position, place, above, item, cells FROM frozen_row
WHERE content = :content AND sheet = :sheet AND position > :after
  AND (:any_place = 1 OR place = :place) AND (:any_item = 1 OR item = :item)
ORDER BY position LIMIT :most

-- name: of_place
-- A place's rows of a sheet. (Here and below: "position + 0" is no column of an index, so SQLite looks the place up, 0.3 ms,
-- instead of walking the whole sheet in the order wanted, 40 ms.)
SELECT position, place, above, item, cells FROM frozen_row
WHERE content = :content AND sheet = :sheet AND place = :place AND position + 0 > 0 ORDER BY position + 0

-- name: below
-- What lies right below a place, of one item.
SELECT position, place, above, item, cells FROM frozen_row
WHERE content = :content AND sheet = :sheet AND above = :above AND item = :item AND position + 0 > 0 ORDER BY position + 0

-- name: inside
-- Some rows of a sheet after one, of all that lies right below a place; of an item where it is named.
SELECT position, place, above, item, cells FROM frozen_row
WHERE content = :content AND sheet = :sheet AND above = :above AND position + 0 > :after
  AND (:any_item = 1 OR item = :item)
ORDER BY position + 0 LIMIT :most

-- name: size
-- How many rows a sheet has.
SELECT COUNT(*) FROM frozen_row WHERE content = :content AND sheet = :sheet AND position > 0

-- name: cover_release_wish
-- Who asked for a release, for the seals of the journal.
SELECT round_id, id, stage, notes, asked_at, asked_by
FROM release_wish WHERE round_id BETWEEN :from AND :to ORDER BY round_id, id

-- name: cover_frozen_release
-- What was frozen, for the seals of the journal.
SELECT round_id, id, wish_id, number, stage, notes, cut_off, made_by, content, expected, counted, digest
FROM frozen_release WHERE round_id BETWEEN :from AND :to ORDER BY round_id, id

-- name: digests
-- What every release was made of.
SELECT round_id, number, content, digest FROM frozen_release ORDER BY id
