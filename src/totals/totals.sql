-- name: add
-- Folds a change into one sum of a province.
INSERT INTO total (round_id, province_id, stage, item, amount, base, reports)
VALUES (:round, :province, :stage, :item, :amount, :base, :reports)
ON CONFLICT (round_id, stage, province_id, item) DO UPDATE SET
  amount = total.amount + excluded.amount,
  base = total.base + excluded.base,
  reports = total.reports + excluded.reports

-- name: of_province
-- The sums of one province.
SELECT item, amount, base, reports FROM total
WHERE round_id = :round AND province_id = :province AND stage = :stage

-- name: by_province
-- The sums of every province.
SELECT province_id, item, amount, base, reports FROM total
WHERE round_id = :round AND stage = :stage

-- name: every
-- Every stored sum, for the recount.
SELECT round_id, province_id, stage, item, amount, base, reports FROM total

-- name: clear
-- Throws the sums away before a rebuild.
DELETE FROM total
