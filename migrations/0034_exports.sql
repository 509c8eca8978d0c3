-- Files that take long to make: who wants which, how far it is, where it lies. The file itself is no row.
CREATE TABLE export_job (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  place_id BIGINT NOT NULL,      -- organisation
  stage INTEGER NOT NULL,
  format TEXT NOT NULL,
  part TEXT NOT NULL,
  language TEXT NOT NULL,
  file TEXT NOT NULL,            -- its name in the folder of files, not to be guessed
  organisation_id BIGINT NOT NULL, -- whose it is
  asked_at BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,      -- seat
  held_by TEXT NOT NULL,         -- the program that makes it, until …
  held_until BIGINT NOT NULL,    -- … this moment, unless it says again that it does
  tries INTEGER NOT NULL,
  done INTEGER NOT NULL,
  whole INTEGER NOT NULL,
  bytes BIGINT,
  made_at BIGINT,
  failed_at BIGINT,
  failure TEXT NOT NULL,         -- why it could not be made: disk, other; empty otherwise
  cancelled_at BIGINT
);
CREATE INDEX export_job_organisation ON export_job (organisation_id, round_id);
CREATE INDEX export_job_round ON export_job (round_id);
CREATE INDEX export_job_asked ON export_job (asked_at);
