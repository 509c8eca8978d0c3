CREATE TABLE person (
  id INTEGER PRIMARY KEY NOT NULL,
  login TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  phone TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  demonstration INTEGER NOT NULL,
  disabled INTEGER NOT NULL DEFAULT 0,
  made_at BIGINT NOT NULL
);
CREATE INDEX person_demonstration ON person (demonstration);
CREATE TABLE seat (
  id INTEGER PRIMARY KEY NOT NULL,
  person_id BIGINT NOT NULL REFERENCES person (id),
  organisation_id BIGINT NOT NULL REFERENCES organisation (id),
  role TEXT NOT NULL,
  ended_at BIGINT,
  UNIQUE (person_id, organisation_id, role)
);
CREATE INDEX seat_organisation ON seat (organisation_id);
CREATE TABLE session (
  token_hash TEXT PRIMARY KEY NOT NULL,
  person_id BIGINT NOT NULL REFERENCES person (id),
  seat_id BIGINT NOT NULL REFERENCES seat (id),
  csrf TEXT NOT NULL,
  begun_at BIGINT NOT NULL,
  seen_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL
) --sqlite: WITHOUT ROWID
;
CREATE INDEX session_person ON session (person_id);
CREATE INDEX session_seat ON session (seat_id);
CREATE TABLE sign_in_try (
  subject TEXT PRIMARY KEY NOT NULL,
  failures INTEGER NOT NULL,
  last_at BIGINT NOT NULL
) --sqlite: WITHOUT ROWID
;
