-- name: head
-- The last row of a chain.
SELECT number, hash FROM journal_head WHERE chain = :chain

-- name: append
-- One row; never changed afterwards.
INSERT INTO journal (chain, number, at, seat, act, subject, before_value, after_value, hash, request)
VALUES (:chain, :number, :at, :seat, :act, :subject, :before, :after, :hash, :request)

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
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash, request FROM journal
ORDER BY chain, number

-- name: heads
-- Where every chain should end.
SELECT chain, number, hash FROM journal_head ORDER BY chain

-- name: entry
-- One act.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash FROM journal
WHERE chain = :chain AND number = :number

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
