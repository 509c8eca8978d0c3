-- name: head
-- The last row of a chain.
SELECT number, hash FROM journal_head WHERE chain = :chain

-- name: append
-- One row; never changed afterwards.
INSERT INTO journal (chain, number, at, seat, act, subject, before_value, after_value, hash)
VALUES (:chain, :number, :at, :seat, :act, :subject, :before, :after, :hash)

-- name: move_head
-- The head is kept apart, so that cutting off the end of a chain shows.
INSERT INTO journal_head (chain, number, hash) VALUES (:chain, :number, :hash)
ON CONFLICT (chain) DO UPDATE SET number = excluded.number, hash = excluded.hash

-- name: of_chain
-- The history of one report.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash FROM journal
WHERE chain = :chain ORDER BY number

-- name: every
-- The whole journal, chain by chain, for the verification.
SELECT chain, number, at, seat, act, subject, before_value, after_value, hash FROM journal
ORDER BY chain, number

-- name: heads
-- Where every chain should end.
SELECT chain, number, hash FROM journal_head ORDER BY chain
