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

-- name: add_window
-- When the form of a round is open.
INSERT INTO reporting_window (round_id, opens_at, closes_at) VALUES (:round, :opens, :closes)

-- name: move_window
-- The plan's dates changed before its window opened.
UPDATE reporting_window SET opens_at = :opens, closes_at = :closes WHERE round_id = :round

-- name: window_of
-- When the form of a round is open.
SELECT opens_at, closes_at FROM reporting_window WHERE round_id = :round ORDER BY id LIMIT 1
