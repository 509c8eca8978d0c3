CREATE TABLE report (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  organisation_id BIGINT NOT NULL REFERENCES organisation (id),
  district_id BIGINT,
  province_id BIGINT NOT NULL,
  stage INTEGER NOT NULL,        -- 0 begun, 1 submitted
  answered INTEGER NOT NULL,
  expected INTEGER NOT NULL,
  blocking INTEGER NOT NULL,
  asking INTEGER NOT NULL,
  begun_at BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  submitted_at BIGINT,
  figures TEXT NOT NULL,
  UNIQUE (round_id, organisation_id)
);
CREATE INDEX report_organisation ON report (organisation_id);
-- Counts by province read this index alone.
CREATE INDEX report_province ON report (round_id, province_id, stage, blocking);
CREATE TABLE answer (
  report_id BIGINT NOT NULL REFERENCES report (id),
  question TEXT NOT NULL,
  typed TEXT NOT NULL,
  unit TEXT NOT NULL,
  not_applicable INTEGER NOT NULL,
  reason TEXT NOT NULL,
  source TEXT NOT NULL,
  remark TEXT NOT NULL,
  value BIGINT,                  -- scaled decimal in the question's stored unit; null: could not be read
  version INTEGER NOT NULL,
  changed_at BIGINT NOT NULL,
  changed_by BIGINT NOT NULL,    -- seat
  PRIMARY KEY (report_id, question)
) --sqlite: WITHOUT ROWID
;
CREATE TABLE finding_reason (
  report_id BIGINT NOT NULL REFERENCES report (id),
  check_code TEXT NOT NULL,
  reason TEXT NOT NULL,
  given_at BIGINT NOT NULL,
  given_by BIGINT NOT NULL,
  PRIMARY KEY (report_id, check_code)
) --sqlite: WITHOUT ROWID
;
CREATE TABLE submission (
  id INTEGER PRIMARY KEY NOT NULL,
  report_id BIGINT NOT NULL REFERENCES report (id),
  number TEXT NOT NULL,
  code TEXT NOT NULL UNIQUE,
  content_hash TEXT NOT NULL,
  at BIGINT NOT NULL,
  seat_id BIGINT NOT NULL,
  withdrawn_at BIGINT,
  withdrawn_by BIGINT
);
CREATE INDEX submission_report ON submission (report_id);
