-- The last group of requests that each writing program committed: what answers, after a line to the
-- database broke in the middle of a COMMIT, whether it happened.
CREATE TABLE write_mark (
  writer TEXT PRIMARY KEY NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL
);
