-- Organisations and what they were called and were, and when.
CREATE TABLE organisation (
  id BIGINT PRIMARY KEY NOT NULL,
  code TEXT NOT NULL UNIQUE,
  tier INTEGER NOT NULL,
  province_id BIGINT,
  district_id BIGINT,
  region TEXT,
  population BIGINT,
  households BIGINT,
  villages BIGINT
);
CREATE TABLE organisation_name (
  organisation_id BIGINT NOT NULL REFERENCES organisation (id),
  valid_from INTEGER NOT NULL,   -- days since 1970-01-01
  valid_to INTEGER NOT NULL,     -- exclusive
  type TEXT NOT NULL,
  name_th TEXT NOT NULL,
  name_en TEXT NOT NULL,
  PRIMARY KEY (organisation_id, valid_from)
) --sqlite: WITHOUT ROWID
;
