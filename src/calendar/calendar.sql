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
