-- What the department froze for the public. No statement changes or removes a row of these tables.
CREATE TABLE release_wish (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  stage INTEGER NOT NULL,        -- least stage of the reports in it
  notes TEXT NOT NULL,
  asked_at BIGINT NOT NULL,
  asked_by BIGINT NOT NULL       -- seat
);
CREATE INDEX release_wish_round ON release_wish (round_id);
CREATE TABLE frozen_release (
  id INTEGER PRIMARY KEY NOT NULL,
  wish_id BIGINT NOT NULL UNIQUE REFERENCES release_wish (id),
  round_id BIGINT NOT NULL REFERENCES round (id),
  number INTEGER NOT NULL,       -- 1, 2, 3 … within the round
  stage INTEGER NOT NULL,
  notes TEXT NOT NULL,
  cut_off BIGINT NOT NULL,       -- its rows are the country as of this moment
  made_by BIGINT NOT NULL,       -- seat
  content TEXT NOT NULL UNIQUE,  -- which rows are its own
  expected INTEGER NOT NULL,     -- bodies that are to report
  counted INTEGER NOT NULL,      -- reports in it
  digest TEXT NOT NULL,          -- BLAKE2b-256 of its rows in order
  UNIQUE (round_id, number)
);
-- Rows are written in parts, before their release is: without one they are nobody's.
CREATE TABLE frozen_row (
  content TEXT NOT NULL,
  sheet INTEGER NOT NULL,
  position INTEGER NOT NULL,     -- 0: what the columns are
  place TEXT NOT NULL,           -- code
  above TEXT NOT NULL,           -- code of the province of a body or district, TH of a province
  item TEXT NOT NULL,            -- code of the indicator or column
  cells TEXT NOT NULL,
  PRIMARY KEY (content, sheet, position)
);
CREATE INDEX frozen_row_place ON frozen_row (content, sheet, place, item);
CREATE INDEX frozen_row_above ON frozen_row (content, sheet, above, item);
