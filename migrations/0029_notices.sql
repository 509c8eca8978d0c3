-- A reminder round: an office reminds those bodies of a place that are not done. Whom it reached are the notices of it.
CREATE TABLE reminder (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  place_id BIGINT NOT NULL,      -- organisation: the nation or a province
  audience TEXT NOT NULL,
  note TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL,       -- seat
  told_at BIGINT                 -- all have been told
);
CREATE INDEX reminder_round ON reminder (round_id, place_id);
