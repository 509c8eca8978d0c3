-- Acts that somebody may want to hear of: noted with the act, in its transaction; taken out when all have been told.
CREATE TABLE untold (
  id INTEGER PRIMARY KEY NOT NULL,
  chain BIGINT NOT NULL,
  number BIGINT NOT NULL,
  reached BIGINT NOT NULL        -- those with seats up to this one have been told
);
