CREATE TABLE round (
  id INTEGER PRIMARY KEY NOT NULL,
  framework TEXT NOT NULL,
  period TEXT NOT NULL,
  revision INTEGER NOT NULL,
  hash TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  UNIQUE (framework, period)
);
CREATE TABLE reporting_window (
  id INTEGER PRIMARY KEY NOT NULL,
  round_id BIGINT NOT NULL REFERENCES round (id),
  opens_at BIGINT NOT NULL,      -- milliseconds since 1970
  closes_at BIGINT NOT NULL      -- exclusive
);
CREATE INDEX reporting_window_round ON reporting_window (round_id);
