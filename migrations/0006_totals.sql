-- Running sums of each province; derived, and rebuilt by `saat recount --mend`.
CREATE TABLE total (
  round_id BIGINT NOT NULL REFERENCES round (id),
  province_id BIGINT NOT NULL,
  stage INTEGER NOT NULL,        -- 0 recorded, 1 submitted
  item TEXT NOT NULL,            -- a question's or an indicator's code
  amount BIGINT NOT NULL,
  base BIGINT NOT NULL,
  reports BIGINT NOT NULL,
  PRIMARY KEY (round_id, stage, province_id, item)
) --sqlite: WITHOUT ROWID
;
