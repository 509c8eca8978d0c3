-- Append-only: each row carries the hash of the one before in its chain.
CREATE TABLE journal (
  chain BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at BIGINT NOT NULL,
  seat BIGINT NOT NULL,
  act TEXT NOT NULL,
  subject TEXT NOT NULL,
  before_value TEXT NOT NULL,
  after_value TEXT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (chain, number)
) --sqlite: WITHOUT ROWID
;
CREATE TABLE journal_head (
  chain BIGINT PRIMARY KEY NOT NULL,
  number BIGINT NOT NULL,
  hash BYTEA NOT NULL
) --sqlite: WITHOUT ROWID
;
