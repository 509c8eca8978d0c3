-- Browsers somebody has signed in from: whoever guesses at a login from elsewhere does not keep its owner out. The cookie
-- holds a token; only its hash is kept.
CREATE TABLE known_browser (
  token_hash TEXT NOT NULL,
  person_id BIGINT NOT NULL REFERENCES person (id),
  seen_at BIGINT NOT NULL,
  PRIMARY KEY (person_id, token_hash)
) --sqlite: WITHOUT ROWID
;
