-- What offices change about a round's window: for the nation, a province or one body, from–to, with a reason.
CREATE TABLE window_change (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  scope INTEGER NOT NULL,        -- 0 nation, 1 province, 2 one body
  place_id BIGINT NOT NULL,      -- organisation
  opens_at BIGINT NOT NULL,
  closes_at BIGINT NOT NULL,     -- exclusive
  reason TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  made_by BIGINT NOT NULL,       -- seat
  withdrawn_at BIGINT,
  withdrawn_by BIGINT
);
CREATE INDEX window_change_place ON window_change (round_id, place_id);
-- A body asks for more time, or to have its answers opened again; its province forwards or refuses, who may grants.
CREATE TABLE extension_request (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  organisation_id BIGINT NOT NULL,
  province_id BIGINT NOT NULL,
  what TEXT NOT NULL,            -- "time" or "answers"
  reason TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by BIGINT NOT NULL,      -- seats
  forwarded_at BIGINT,
  forwarded_by BIGINT,
  forward_note TEXT NOT NULL,
  decided_at BIGINT,
  decided_by BIGINT,
  granted INTEGER NOT NULL,
  note TEXT NOT NULL,
  granted_until BIGINT           -- exclusive
);
CREATE INDEX extension_request_body ON extension_request (round_id, organisation_id);
CREATE INDEX extension_request_province ON extension_request (round_id, province_id);
-- One at a time: asking twice is asking once.
CREATE UNIQUE INDEX extension_request_open ON extension_request (round_id, organisation_id) WHERE decided_at IS NULL;
-- Provinces that may grant by themselves; place 1 is all of them.
CREATE TABLE extension_right (
  round_id BIGINT NOT NULL REFERENCES round (id),
  place_id BIGINT NOT NULL,
  allowed INTEGER NOT NULL,
  given_at BIGINT NOT NULL,
  given_by BIGINT NOT NULL,      -- seat
  PRIMARY KEY (round_id, place_id)
) --sqlite: WITHOUT ROWID
;
