-- How far each province is, kept by the acts that change it: the nation's page reads 76 rows instead of every report.
-- Derived, and rebuilt by `saat recount --mend`.
CREATE TABLE report_count (
  round_id BIGINT NOT NULL REFERENCES round (id),
  province_id BIGINT NOT NULL,
  begun INTEGER NOT NULL,
  submitted INTEGER NOT NULL,    -- each among those before it
  verified INTEGER NOT NULL,
  approved INTEGER NOT NULL,
  blocking INTEGER NOT NULL,     -- reports with a finding that blocks them
  PRIMARY KEY (round_id, province_id)
) --sqlite: WITHOUT ROWID
;
INSERT INTO report_count (round_id, province_id, begun, submitted, verified, approved, blocking)
SELECT round_id, province_id, COUNT(*), SUM(CASE WHEN stage >= 1 THEN 1 ELSE 0 END), SUM(CASE WHEN stage >= 2 THEN 1 ELSE 0 END),
  SUM(CASE WHEN stage >= 3 THEN 1 ELSE 0 END), SUM(CASE WHEN blocking > 0 THEN 1 ELSE 0 END)
FROM report GROUP BY round_id, province_id;
DROP INDEX report_province;
