-- name: head
-- The last row of a chain.
SELECT number, hash FROM journal_head WHERE chain = :chain

-- name: append
-- One row; never changed afterwards.
INSERT INTO journal (chain, number, at, seat, act, subject, before_value, after_value, hash, request, sealed)
VALUES (:chain, :number, :at, :seat, :act, :subject, :before, :after, :hash, :request, :sealed)

-- name: move_head
-- The head is kept apart, so that cutting off the end of a chain shows.
INSERT INTO journal_head (chain, number, hash) VALUES (:chain, :number, :hash)
ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash

-- name: of_chain
-- The history of one report.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash FROM journal
WHERE chain = :chain ORDER BY number

-- name: newest
-- The latest of one report's history, below a number.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash FROM journal
WHERE chain = :chain AND number < :before ORDER BY number DESC LIMIT :most

-- name: every
-- The whole journal, chain by chain, for the verification.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request, sealed FROM journal
ORDER BY chain, number

-- name: heads
-- Where every chain should end.
SELECT chain, number, hash FROM journal_head ORDER BY chain

-- name: entry
-- One act.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash FROM journal
WHERE chain = :chain AND number = :number

-- name: first_sealed
-- Which tables were sealed as they were found.
SELECT subject FROM journal WHERE act = 'first-seal' AND act <> 'put' AND chain = 0

-- name: tell
-- Somebody may want to hear of this act.
INSERT INTO untold (chain, number, reached) VALUES (:chain, :number, 0)

-- name: untold
-- Those nobody, or not everybody, has been told of.
SELECT id, chain, number, reached FROM untold ORDER BY id LIMIT :most

-- name: told_up_to
-- A part of those concerned has been told.
UPDATE untold SET reached = :seat WHERE id = :id

-- name: told
-- All have been told.
DELETE FROM untold WHERE id = :id

-- name: search_time
-- What happened in the country in some time, the latest first; of one kind or of every.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request FROM journal
WHERE at >= :from AND (at, chain, number) < (:at, :chain, :number) AND (:act = '' OR act = :act)
ORDER BY at DESC, chain DESC, number DESC LIMIT :most

-- name: search_act
-- Of one kind that is rarer than saves.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request FROM journal
WHERE act = :act AND act <> 'put' AND at >= :from AND (at, chain, number) < (:at, :chain, :number)
ORDER BY at DESC, chain DESC, number DESC LIMIT :most

-- name: search_seat
-- What one seat did, but for saves: those are found through the report of its body.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request FROM journal
WHERE seat = :seat AND act <> 'put' AND at >= :from AND (at, chain, number) < (:at, :chain, :number) AND (:act = '' OR act = :act)
ORDER BY at DESC, chain DESC, number DESC LIMIT :most

-- name: search_subject
-- What belongs to no report, by whom or what it was about: a login, a place.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request FROM journal
WHERE chain = 0 AND subject = :subject AND at >= :from AND (at, chain, number) < (:at, :chain, :number)
  AND (:act = '' OR act = :act) AND (:seat = -1 OR seat = :seat)
ORDER BY at DESC, chain DESC, number DESC LIMIT :most

-- name: search_chain
-- What happened to one report, by anyone or by one seat.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request FROM journal
WHERE chain = :chain AND at >= :from AND (at, chain, number) < (:at, :before_chain, :number)
  AND (:act = '' OR act = :act) AND (:seat = -1 OR seat = :seat)
ORDER BY at DESC, chain DESC, number DESC LIMIT :most

-- name: search_request
-- All that one request did.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request FROM journal
WHERE request = :request AND request <> '' ORDER BY at DESC, chain DESC, number DESC LIMIT :most

-- name: add_anchor
-- Where every chain stood at one moment.
INSERT INTO journal_anchor (id, at, chains, acts, seal) VALUES (:id, :at, :chains, :acts, :seal)

-- name: add_anchor_line
-- Where one chain stood then.
INSERT INTO journal_anchor_line (anchor_id, chain, number, seal) VALUES (:anchor, :chain, :number, :seal)

-- name: anchors
-- All of them, the oldest first.
SELECT id, at, chains, acts, seal FROM journal_anchor ORDER BY id

-- name: latest_anchor
-- The latest.
SELECT id, at, chains, acts, seal FROM journal_anchor ORDER BY id DESC LIMIT 1

-- name: anchor_lines
-- What the anchors say, each beside what the journal holds there now.
SELECT l.anchor_id, l.chain, l.number, l.seal, j.hash FROM journal_anchor_line l
LEFT JOIN journal j ON j.chain = l.chain AND j.number = l.number ORDER BY l.anchor_id, l.chain

-- name: grown
-- The chains that no anchor holds where they stand now.
SELECT h.chain, h.number, h.hash FROM journal_head h
WHERE NOT EXISTS (SELECT 1 FROM journal_anchor_line l WHERE l.chain = h.chain AND l.number = h.number) ORDER BY h.chain

-- name: size
-- How many chains and acts there are.
SELECT COUNT(*), COALESCE(SUM(number), 0) FROM journal_head
