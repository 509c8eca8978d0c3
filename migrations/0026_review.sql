-- What the offices said of a report. A row is an act with who and when; one taken back stays.
CREATE TABLE certification (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  province_id BIGINT NOT NULL,
  report_id BIGINT NOT NULL REFERENCES report (id),
  submission_id BIGINT NOT NULL REFERENCES submission (id),
  stage INTEGER NOT NULL,        -- 2 verified by the district, 3 approved by the province, 4 accepted by the department
  at BIGINT NOT NULL,
  seat_id BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by BIGINT
);
CREATE INDEX certification_report ON certification (report_id);
CREATE INDEX certification_submission ON certification (submission_id);
CREATE INDEX certification_round ON certification (round_id);
CREATE TABLE correction (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  province_id BIGINT NOT NULL,
  report_id BIGINT NOT NULL REFERENCES report (id),
  submission_id BIGINT NOT NULL REFERENCES submission (id),  -- the sending that came back
  at BIGINT NOT NULL,
  seat_id BIGINT NOT NULL,
  due_at BIGINT NOT NULL,
  reason TEXT NOT NULL,
  journal_number BIGINT NOT NULL -- of the act: what the body changed since stands after it
);
CREATE INDEX correction_report ON correction (report_id);
CREATE INDEX correction_submission ON correction (submission_id);
CREATE INDEX correction_province ON correction (round_id, province_id, report_id);
-- What is said at one answer, by either side. One with a follow-up mark waits until somebody resolves it.
CREATE TABLE comment (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  province_id BIGINT NOT NULL,
  report_id BIGINT NOT NULL REFERENCES report (id),
  question TEXT NOT NULL,
  text TEXT NOT NULL,
  value_then TEXT NOT NULL,      -- the answer as it was shown when this was said
  follow INTEGER NOT NULL,
  correction_id BIGINT,          -- a reason of this sending back
  at BIGINT NOT NULL,
  seat_id BIGINT NOT NULL,
  resolved_at BIGINT,
  resolved_by BIGINT
);
CREATE INDEX comment_report ON comment (report_id);
CREATE INDEX comment_waiting ON comment (round_id, province_id, follow, resolved_at, report_id);
-- Up to which act of the report's journal an officer has seen it.
CREATE TABLE look (
  seat_id BIGINT NOT NULL,
  report_id BIGINT NOT NULL REFERENCES report (id),
  journal_number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (seat_id, report_id)
) --sqlite: WITHOUT ROWID
;
CREATE INDEX look_report ON look (report_id);
-- Provinces that want their districts to verify a report before they certify it.
CREATE TABLE district_rule (
  round_id BIGINT NOT NULL REFERENCES round (id),
  province_id BIGINT NOT NULL,
  required INTEGER NOT NULL,
  set_at BIGINT NOT NULL,
  set_by BIGINT NOT NULL,
  PRIMARY KEY (round_id, province_id)
) --sqlite: WITHOUT ROWID
;
