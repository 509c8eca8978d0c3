-- Every revision a round was asked by: its questions in their order, each with the unit its values are stored in.
-- What was sent under one revision is held against that revision, whatever the plan has become since.
CREATE TABLE plan_revision (
  round_id BIGINT NOT NULL REFERENCES round (id),
  revision INTEGER NOT NULL,
  hash TEXT NOT NULL,
  questions TEXT NOT NULL,       -- "U1.1 U2.1=household U4.1=kg"
  first_at BIGINT NOT NULL,
  PRIMARY KEY (round_id, revision)
) --sqlite: WITHOUT ROWID
;
