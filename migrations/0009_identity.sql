-- Requests that changed something, by the key their sender gave them: sent again they change nothing. Kept a day.
CREATE TABLE done_request (
  key TEXT NOT NULL,
  person_id BIGINT NOT NULL,
  at BIGINT NOT NULL,
  PRIMARY KEY (key, person_id)
) --sqlite: WITHOUT ROWID
;
CREATE INDEX done_request_at ON done_request (at);
